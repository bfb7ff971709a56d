//! Bringing in people from a file, from the bytes to the passwords (white paper §5, §7).

use std::fmt::Write as _;

use backend::{
    Backend,
    access::{self, Scope},
    error::Result,
    people::{self, groups},
    people_import::{self, Confirm, Confirmed},
    store::Unit,
    tabular::CsvFile,
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    people::{FirstPassword, GroupName, PeopleQuery, PersonRow},
    people_import::{
        Counts, Import, ImportState, ImportView, LineProblem, Outcome, PlanView, Step, Target,
    },
    tabular::{CsvEncoding, FileProblem},
    text::Locale,
    time::{DAY_MS, MINUTE_MS},
};

use crate::house::{House, PASSWORD, refusal, registration};

/// Two to register, of whom one has no address, and one mistake.
pub const STAFF: &str = "社員番号,氏名,フリガナ,所属部署,役職,メールアドレス\r\n\
    100,髙﨑　𠮷郎,ﾀｶｻｷ ﾖｼﾛｳ,営業部,部長,Taro@Example.co.jp\r\n\
    200,福 晴朗,フク ハルアキ,総務部、営業部,,\r\n\
    300,,ナナシ,総務部,,c@example.co.jp\r\n";

pub async fn upload(backend: &Backend, scope: &Scope, csv: &str) -> Id<Import> {
    let bytes = csv.as_bytes().to_vec();
    people_import::upload(backend, scope, "C:\\社員名簿.csv", bytes)
        .await
        .unwrap()
        .unwrap()
}

pub async fn view(backend: &Backend, scope: &Scope, id: Id<Import>) -> ImportView {
    people_import::view(backend, scope, id, None, 0)
        .await
        .unwrap()
}

pub async fn planned(backend: &Backend, scope: &Scope, id: Id<Import>) -> PlanView {
    match view(backend, scope, id).await.step {
        Step::Confirm(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

/// Uploads, maps as guessed, and plans.
pub async fn dry_run(backend: &Backend, scope: &Scope, csv: &str) -> (Id<Import>, Counts) {
    let id = upload(backend, scope, csv).await;
    let Step::Map(mapping) = view(backend, scope, id).await.step else {
        panic!("to be mapped");
    };
    let counts = people_import::plan_import(backend, scope, id, mapping.mapping, true)
        .await
        .unwrap();
    (id, counts)
}

pub async fn confirm(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    way: FirstPassword,
) -> Result<Confirmed> {
    let asked = Confirm {
        plan: planned(backend, scope, id).await.number,
        first_password: way,
        leaves_out_errors: true,
    };
    people_import::confirm(backend, scope, id, asked).await
}

/// The whole way at once.
pub async fn import(
    backend: &Backend,
    scope: &Scope,
    csv: &str,
    way: FirstPassword,
) -> (Id<Import>, Counts) {
    let (id, counts) = dry_run(backend, scope, csv).await;
    assert_eq!(
        confirm(backend, scope, id, way).await.unwrap(),
        Confirmed::Running
    );
    assert!(people_import::work(backend).await.unwrap());
    (id, counts)
}

pub async fn everybody(backend: &Backend, scope: &Scope) -> Vec<PersonRow> {
    let mut query = PeopleQuery::default();
    let mut all = Vec::new();
    loop {
        let page = people::list(backend, scope, &query).await.unwrap();
        all.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

/// Rows of a table, whoever they belong to.
pub async fn count(backend: &Backend, statement: &'static str) -> u32 {
    let mut query = Unit::new();
    query.statement(statement);
    let rows: Vec<u32> = crate::harness::read(backend, query).await;
    rows.into_iter().next().unwrap_or(0)
}

pub const MAILS: &str = "SELECT VALUE number FROM (SELECT count() AS number FROM outbox WHERE batch != NONE GROUP ALL);";
pub const PARTS: &str =
    "SELECT VALUE number FROM (SELECT count() AS number FROM import_part GROUP ALL);";
pub const IMPORTS: &str =
    "SELECT VALUE number FROM (SELECT count() AS number FROM people_import GROUP ALL);";

/// W5.3, W5.4, W7.1, W7.2, W7.4
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_brought_in_with_a_mail_to_who_has_an_address_and_a_slip_for_who_has_none() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.error,
            counts.new_groups,
            counts.create_without_email,
            counts.missing
        ),
        (2, 0, 1, 2, 1, 1)
    );
    let plan = planned(backend, admin, id).await;
    assert_eq!(plan.unused, ["役職"]);
    assert_eq!(plan.new_groups, ["営業部", "総務部"]);
    assert_eq!(plan.lines[2].outcome, Outcome::Error);
    assert_eq!(
        everybody(backend, admin).await.len(),
        1,
        "a dry run changes nothing"
    );

    assert_eq!(
        confirm(backend, admin, id, FirstPassword::Mail)
            .await
            .unwrap(),
        Confirmed::Running
    );
    assert_eq!(
        count(backend, MAILS).await,
        0,
        "mails leave only when everybody is in"
    );
    assert!(people_import::work(backend).await.unwrap());
    assert!(
        !people_import::work(backend).await.unwrap(),
        "nothing is left to do"
    );

    let people = everybody(backend, admin).await;
    assert_eq!(people.len(), 3);
    // Of an import the first line comes first.
    assert_eq!(
        (people[0].name.as_str(), people[0].kana.as_str()),
        ("髙﨑 𠮷郎", "ﾀｶｻｷ ﾖｼﾛｳ")
    );
    assert_eq!(people[0].email.as_deref(), Some("Taro@Example.co.jp"));
    assert_eq!(
        (people[0].login_id.as_deref(), people[0].role),
        (Some("100"), Role::Learner)
    );
    assert_eq!(people[1].name, "福 晴朗");
    let named = groups::choices(backend, admin).await.unwrap();
    assert_eq!(
        named
            .iter()
            .map(|group| group.name.as_str())
            .collect::<Vec<_>>(),
        ["営業部", "総務部"]
    );
    let sales = groups::view(backend, admin, named[0].id, None)
        .await
        .unwrap();
    assert_eq!(sales.members.total, 2);
    assert_eq!(count(backend, MAILS).await, 1);
    assert_eq!(
        count(backend, PARTS).await,
        0,
        "nothing of the file is left"
    );

    let done = view(backend, admin, id).await;
    assert_eq!(
        (done.row.state, done.row.file_name.as_str()),
        (ImportState::Finished, "社員名簿.csv")
    );
    let Step::Done {
        sheet: Some(sheet), ..
    } = done.step
    else {
        panic!("{:?}", done.step);
    };
    let slips = people::sheets::read(backend, admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!(slips.lines.len(), 1);
    assert_eq!(slips.lines[0].name, "福 晴朗");
    let first = house
        .sign_in(&tenant, "200", &slips.lines[0].password)
        .await
        .unwrap();
    access::change_password(
        backend,
        &first,
        slips.lines[0].password.clone().into(),
        PASSWORD,
        PASSWORD,
    )
    .await
    .unwrap();
}

/// W7.4
#[tokio::test(flavor = "multi_thread")]
async fn initial_passwords_of_an_import_are_for_the_importing_session_alone() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let other = house.signed_in(&tenant, Role::Manager, false).await;
    let (id, _) = import(backend, &tenant.admin, STAFF, FirstPassword::Display).await;
    assert_eq!(count(backend, MAILS).await, 0);
    let Step::Done {
        sheet: Some(sheet), ..
    } = view(backend, &tenant.admin, id).await.step
    else {
        panic!("a sheet");
    };
    let slips = people::sheets::read(backend, &tenant.admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!(
        slips
            .lines
            .iter()
            .map(|line| line.name.as_str())
            .collect::<Vec<_>>(),
        ["髙﨑 𠮷郎", "福 晴朗"]
    );
    assert!(matches!(
        view(backend, &other, id).await.step,
        Step::Done { sheet: None, .. }
    ));
    assert_eq!(
        refusal(people::sheets::read(backend, &other, sheet, 0).await),
        Refusal::Gone
    );
    house.pass(30 * MINUTE_MS);
    assert_eq!(
        refusal(people::sheets::read(backend, &tenant.admin, sheet, 0).await),
        Refusal::Gone
    );
    assert!(
        matches!(
            view(backend, &tenant.admin, id).await.step,
            Step::Done { sheet: None, .. }
        ),
        "what nobody can read any more is not offered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_the_same_file_again_changes_nothing_and_a_change_is_carried_out() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    import(backend, admin, STAFF, FirstPassword::Mail).await;
    let before = everybody(backend, admin).await;
    let (again, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.unchanged,
            counts.error,
            counts.new_groups
        ),
        (0, 0, 2, 1, 0)
    );
    people_import::cancel(backend, admin, again).await.unwrap();

    // A group joined by hand stays when the file no longer has the person's department.
    let committee = groups::create(backend, admin, &GroupName::parse("委員会").unwrap())
        .await
        .unwrap();
    groups::add_people(backend, admin, committee, &[before[1].id])
        .await
        .unwrap();
    let moved = STAFF
        .replace("総務部、営業部", "経営企画室")
        .replace("福 晴朗", "\u{FA1B} 晴朗");
    let (_, counts) = import(backend, admin, &moved, FirstPassword::Mail).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.unchanged,
            counts.new_groups
        ),
        (0, 1, 1, 1)
    );
    let after = everybody(backend, admin).await;
    assert_eq!(after[1].id, before[1].id);
    assert_eq!(after[1].name, "\u{FA1B} 晴朗", "to the last stroke");
    let person = people::view(backend, admin, before[1].id).await.unwrap();
    let mut names: Vec<_> = person
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["委員会", "経営企画室"]);
    assert_eq!(
        count(backend, MAILS).await,
        1,
        "nobody is invited a second time"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_import_runs_other_changes_of_people_wait() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let neighbour = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (second, _) = dry_run(backend, admin, "社員番号,氏名\n900,後 発\n").await;
    let (id, _) = dry_run(backend, admin, STAFF).await;
    confirm(backend, admin, id, FirstPassword::Mail)
        .await
        .unwrap();
    let refused = people::register(backend, admin, &registration("E-1", Role::Learner)).await;
    assert_eq!(refusal(refused), Refusal::ImportRunning);
    let refused = groups::create(backend, admin, &GroupName::parse("新").unwrap()).await;
    assert_eq!(refusal(refused), Refusal::ImportRunning);
    assert_eq!(
        refusal(people_import::cancel(backend, admin, id).await),
        Refusal::TooLate
    );
    assert_eq!(
        refusal(confirm(backend, admin, second, FirstPassword::Mail).await),
        Refusal::ImportRunning
    );
    let step = view(backend, admin, id).await.step;
    assert!(matches!(&step, Step::Run(progress) if progress.total == 2));
    people::register(
        backend,
        &neighbour.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap();

    people_import::work(backend).await.unwrap();
    people::register(backend, admin, &registration("E-1", Role::Learner))
        .await
        .unwrap();
    let step = view(backend, admin, id).await.step;
    assert!(!matches!(step, Step::Run(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_no_longer_holds_is_shown_again_instead_of_done() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    // Somebody the file does not speak of changes nothing of the plan.
    people::register(backend, admin, &registration("E-1", Role::Learner))
        .await
        .unwrap();
    // Somebody of the file does.
    house.register(&tenant, "100", "髙﨑", "吉郎").await;
    let shown = planned(backend, admin, id).await;
    assert_eq!(
        confirm(backend, admin, id, FirstPassword::Mail)
            .await
            .unwrap(),
        Confirmed::PlanChanged
    );
    let new = planned(backend, admin, id).await;
    assert!(new.is_new && new.number > shown.number);
    assert_eq!(new.lines[0].outcome, Outcome::Change);
    let stale = Confirm {
        plan: shown.number,
        first_password: FirstPassword::Mail,
        leaves_out_errors: true,
    };
    assert_eq!(
        refusal(people_import::confirm(backend, admin, id, stale).await),
        Refusal::Changed
    );
    people::register(backend, admin, &registration("E-2", Role::Learner))
        .await
        .unwrap();
    assert_eq!(
        confirm(backend, admin, id, FirstPassword::Mail)
            .await
            .unwrap(),
        Confirmed::Running
    );
    people_import::work(backend).await.unwrap();
    assert_eq!(everybody(backend, admin).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_with_errors_are_left_out_only_when_that_was_said() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    let asked = Confirm {
        plan: planned(backend, admin, id).await.number,
        first_password: FirstPassword::Mail,
        leaves_out_errors: false,
    };
    let refused = people_import::confirm(backend, admin, id, asked).await;
    assert!(matches!(refusal(refused), Refusal::Invalid(_)));
    assert_eq!(everybody(backend, admin).await.len(), 1);
}

/// W5.1
#[tokio::test(flavor = "multi_thread")]
async fn seats_are_counted_before_anybody_is_written() {
    let house = House::start().await;
    let tenant = house.tenant(2).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    assert_eq!(planned(backend, admin, id).await.seats_missing, 1);
    assert_eq!(
        refusal(confirm(backend, admin, id, FirstPassword::Mail).await),
        Refusal::NoSeats { missing: 1 }
    );
    assert!(!people_import::work(backend).await.unwrap());
    people::register(backend, admin, &registration("E-1", Role::Learner))
        .await
        .unwrap();
}

/// W8.6
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_confirmed_leaves_no_trace() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (cancelled, _) = dry_run(backend, admin, STAFF).await;
    people_import::cancel(backend, admin, cancelled)
        .await
        .unwrap();
    assert_eq!(
        (count(backend, PARTS).await, count(backend, IMPORTS).await),
        (0, 0)
    );
    assert_eq!(
        refusal(people_import::view(backend, admin, cancelled, None, 0).await),
        Refusal::NotFound
    );

    upload(backend, admin, STAFF).await;
    dry_run(backend, admin, STAFF).await;
    house.pass(DAY_MS);
    assert_eq!(
        people_import::sweep(backend).await.unwrap(),
        0,
        "a day is not over yet"
    );
    house.pass(1);
    assert_eq!(people_import::sweep(backend).await.unwrap(), 2);
    assert_eq!(
        (count(backend, PARTS).await, count(backend, IMPORTS).await),
        (0, 0)
    );
    assert_eq!(everybody(backend, admin).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_remembered_for_files_with_the_same_heading_in_the_same_organisation() {
    let house = House::start().await;
    let (ours, theirs) = (house.tenant(10).await, house.tenant(10).await);
    let backend = &house.backend;
    let file = "コード,呼び名,係\n1,塚,営業\n";
    let id = upload(backend, &ours.admin, file).await;
    let Step::Map(mut mapping) = view(backend, &ours.admin, id).await.step else {
        panic!("to be mapped");
    };
    assert!(!mapping.is_remembered);
    let refused =
        people_import::plan_import(backend, &ours.admin, id, mapping.mapping.clone(), true).await;
    assert!(matches!(refusal(refused), Refusal::Invalid(_)));
    mapping.mapping.columns = vec![Some(Target::EmployeeNumber), Some(Target::Name), None];
    people_import::plan_import(backend, &ours.admin, id, mapping.mapping.clone(), true)
        .await
        .unwrap();
    people_import::cancel(backend, &ours.admin, id)
        .await
        .unwrap();
    let again = upload(backend, &ours.admin, file).await;
    let Step::Map(guessed) = view(backend, &ours.admin, again).await.step else {
        panic!("to be mapped");
    };
    assert!(!guessed.is_remembered, "cancelled without a trace");
    people_import::plan_import(backend, &ours.admin, again, mapping.mapping.clone(), true)
        .await
        .unwrap();
    confirm(backend, &ours.admin, again, FirstPassword::Mail)
        .await
        .unwrap();

    let again = upload(backend, &ours.admin, file).await;
    let Step::Map(remembered) = view(backend, &ours.admin, again).await.step else {
        panic!("to be mapped");
    };
    assert!(remembered.is_remembered);
    assert_eq!(remembered.mapping, mapping.mapping);
    let other = upload(backend, &theirs.admin, file).await;
    let Step::Map(guessed) = view(backend, &theirs.admin, other).await.step else {
        panic!("to be mapped");
    };
    assert!(!guessed.is_remembered);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_for_managers_of_its_own_organisation() {
    let house = House::start().await;
    let (ours, theirs) = (house.tenant(10).await, house.tenant(10).await);
    let backend = &house.backend;
    let (id, _) = dry_run(backend, &ours.admin, STAFF).await;
    assert_eq!(
        refusal(people_import::view(backend, &theirs.admin, id, None, 0).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(people_import::cancel(backend, &theirs.admin, id).await),
        Refusal::NotFound
    );
    let coordinator = house.signed_in(&ours, Role::Coordinator, false).await;
    let refused = people_import::upload(backend, &coordinator, "a.csv", STAFF.into()).await;
    assert_eq!(refusal(refused.map(|_| ())), Refusal::Forbidden);
    assert_eq!(
        refusal(people_import::view(backend, &coordinator, id, None, 0).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(people_import::list(backend, &coordinator).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(confirm_as(backend, &coordinator, id).await),
        Refusal::Forbidden
    );
}

async fn confirm_as(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<Confirmed> {
    let asked = Confirm {
        plan: 1,
        first_password: FirstPassword::Mail,
        leaves_out_errors: true,
    };
    people_import::confirm(backend, scope, id, asked).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dry_run_is_a_file_with_the_columns_as_they_came_and_the_reason() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    let errors = Some(Outcome::Error);
    let file = async |filter, way| {
        people_import::lines_csv(backend, admin, id, filter, way, Locale::Ja)
            .await
            .unwrap()
    };
    let CsvFile::Ready { bytes, .. } = file(errors, (CsvEncoding::Utf8, false)).await else {
        panic!("UTF-8 says everything");
    };
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[0],
        "\u{FEFF}社員番号,氏名,フリガナ,所属部署,役職,メールアドレス,行番号,結果,内容・理由"
    );
    assert!(
        lines[1].starts_with("300,,ナナシ,総務部,,c@example.co.jp,4,エラー,氏名"),
        "{}",
        lines[1]
    );
    assert_eq!(lines.len(), 2);
    let CsvFile::Asks(lost) = file(None, (CsvEncoding::Cp932, false)).await else {
        panic!("nobody agreed to lose a character");
    };
    assert_eq!(lost.characters.iter().collect::<Vec<_>>(), [&'𠮷']);
    let CsvFile::Ready { bytes, replaced } = file(None, (CsvEncoding::Cp932, true)).await else {
        panic!("agreed");
    };
    assert_eq!(replaced, lost);
    assert!(bytes.windows(2).any(|two| two == [0x81, 0xAC]), "〓");
    // What was saved can be mended and imported as it is: the added columns are not used.
    let view = people_import::upload(backend, admin, "a.csv", text.into_bytes())
        .await
        .unwrap()
        .unwrap();
    let Step::Map(mapping) = self::view(backend, admin, view).await.step else {
        panic!("to be mapped");
    };
    assert_eq!(mapping.mapping.columns[6..], [None, None, None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_table_is_refused_with_its_reason() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend([0; 100]);
    let refused = people_import::upload(backend, admin, "名簿.xlsx", bytes)
        .await
        .unwrap();
    assert_eq!(refused, Err(FileProblem::Workbook));
    assert_eq!(count(backend, IMPORTS).await, 0);
}

/// Lines enough for several units of work.
pub fn many(people: u32) -> String {
    let mut csv = "社員番号,氏名,所属,メール\n".to_owned();
    for n in 0..people {
        writeln!(csv, "{n:05},塚 {n}号,部{},u{n}@example.co.jp", n % 7).unwrap();
    }
    csv
}

/// Nothing is half done after a stop at any moment: the work goes on until every line is in, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_that_was_interrupted_is_carried_out_to_the_last_line() {
    const PEOPLE: u32 = 600;
    let mut house = House::start().await;
    let tenant = house.tenant(PEOPLE + 1).await;
    let (id, counts) = dry_run(&house.backend, &tenant.admin, &many(PEOPLE)).await;
    assert_eq!(counts.create, PEOPLE);
    confirm(&house.backend, &tenant.admin, id, FirstPassword::Mail)
        .await
        .unwrap();
    // Later and later, as a kill would.
    for step in 1..8_u64 {
        let work = people_import::work(&house.backend);
        let stopped =
            tokio::time::timeout(std::time::Duration::from_millis(step * step * 15), work).await;
        house = house.restart().await;
        if stopped.is_ok() {
            break;
        }
    }
    while people_import::work(&house.backend).await.unwrap() {}
    let backend = &house.backend;
    let everybody = everybody(backend, &tenant.admin).await;
    assert_eq!(everybody.len(), PEOPLE as usize + 1);
    let mut numbers: Vec<_> = everybody
        .iter()
        .filter_map(|person| person.employee_number.clone())
        .collect();
    assert!(numbers.is_sorted(), "the order of the file");
    numbers.dedup();
    assert_eq!(numbers.len(), PEOPLE as usize);
    assert_eq!(count(backend, MAILS).await, PEOPLE);
    // A stop between the last line and the clearing away leaves that to the sweep, which a worker does at start and once a minute.
    people_import::sweep(backend).await.unwrap();
    assert_eq!(count(backend, PARTS).await, 0);
    let roster = people::roster(backend, tenant.organization).await.unwrap();
    assert_eq!((roster.people, roster.import), (PEOPLE + 1, None));
    let (_, again) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
    assert_eq!(again.unchanged, PEOPLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_at_once_do_the_work_once() {
    const PEOPLE: u32 = 400;
    let house = House::start().await;
    let tenant = house.tenant(PEOPLE + 1).await;
    let backend = &house.backend;
    let (id, _) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
    confirm(backend, &tenant.admin, id, FirstPassword::Display)
        .await
        .unwrap();
    let (one, two) = tokio::join!(people_import::work(backend), people_import::work(backend));
    assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
    while people_import::work(backend).await.unwrap() {}
    assert_eq!(
        everybody(backend, &tenant.admin).await.len(),
        PEOPLE as usize + 1
    );
    assert!(matches!(
        view(backend, &tenant.admin, id).await.step,
        Step::Done { sheet: Some(_), .. }
    ));
}

/// Rights that change end the person's sessions; an address that changes kills the links sent to the old one.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changes_rights_ends_sessions() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let learner = house.signed_in(&tenant, Role::Learner, false).await;
    let row = everybody(backend, &tenant.admin)
        .await
        .into_iter()
        .find(|row| Ok(row.id) == learner.person())
        .unwrap();
    let number = row.employee_number.unwrap();
    let csv = format!("社員番号,氏名,権限\n{number},髙橋 晴朗,担当者\n");
    let (_, counts) = import(backend, &tenant.admin, &csv, FirstPassword::Mail).await;
    assert_eq!(counts.change, 1);
    let session = learner.signed_in().unwrap().session.clone();
    let mut query = Unit::new();
    query.statement("SELECT VALUE record::id(id) FROM session;");
    let left: Vec<String> = crate::harness::read(backend, query).await;
    assert!(!left.contains(&session));
    let again = house.sign_in(&tenant, &number, PASSWORD).await.unwrap();
    assert_eq!(again.signed_in().unwrap().role, Role::Coordinator);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_cannot_change_an_organisation_administrator_by_import() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let manager = house.signed_in(&tenant, Role::Manager, false).await;
    let administrator = everybody(backend, &manager)
        .await
        .into_iter()
        .find(|row| row.is_org_admin)
        .unwrap();
    let csv = format!("メール,氏名\n{},別人 太郎\n", administrator.email.unwrap());
    let (id, counts) = dry_run(backend, &manager, &csv).await;
    assert_eq!(counts.error, 1);
    assert_eq!(
        planned(backend, &manager, id).await.lines[0].problems,
        [LineProblem::MoreRights]
    );
}
