//! What is shown before anything is done, and who may have it done.

use backend::{
    Backend,
    access::Scope,
    error::Result,
    people::{self, groups},
    people_import::{self, Confirm, Confirmed},
    tabular::CsvFile,
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    people::{FirstPassword, GroupName},
    people_import::{Import, Outcome, Step, Target},
    tabular::{CsvEncoding, FileProblem},
    text::Locale,
    time::DAY_MS,
};

use super::{IMPORTS, PARTS, STAFF, confirm, count, dry_run, everybody, planned, upload, view};
use crate::house::{House, refusal, registration};

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
