//! The command line: what each command does, and how it fails (one clear line, a status that is not zero).

pub mod arguments;

use std::{io::Write, process::ExitCode};

use clap::Parser;

use crate::{
    commands::{self, Command, Reply},
    config::{self, Configuration, Given},
    failure::Failure,
    installation, logging,
    serve::{self, Server},
};
use arguments::{Action, Arguments, Audit, Config, Keys, Organization};

/// The parser and executor of the store recurse deeper than a thread usually has room for, in bytes.
const STACK: usize = 10 << 20;

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    match perform(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be done about a standard error that is closed.
            let _ = writeln!(std::io::stderr(), "yagura: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: Arguments) -> Result<(), Failure> {
    let configuration = Configuration::load(&Given {
        file: arguments.settings.config.clone(),
        environment: std::env::vars_os().collect(),
        flags: arguments.settings.flags(),
        folder: std::env::current_dir()?,
    })?;
    match arguments.action {
        Action::Config(Config::Check) => {
            print(&configuration.explain());
            Ok(config::refuse_unsafe(&configuration, false)?)
        }
        Action::Keys(Keys::Inventory) => {
            print(&commands::inventory());
            Ok(())
        }
        Action::Keys(Keys::Init) => in_runtime(async move {
            print(&installation::make_keys(&configuration).await?);
            Ok(())
        }),
        Action::Serve { demo } => {
            logging::start(&configuration.log);
            in_runtime(serve(configuration, demo))
        }
        Action::Keys(Keys::Status) => carry_out(configuration, Command::KeysStatus),
        Action::Audit(Audit::Verify { organization }) => {
            carry_out(configuration, Command::VerifyAudit { organization })
        }
        Action::Audit(Audit::Denials) => carry_out(configuration, Command::CountDenials),
        Action::Organization(Organization::List) => {
            carry_out(configuration, Command::ListOrganizations)
        }
        Action::Organization(Organization::Create {
            name,
            code,
            seats,
            admin_email,
        }) => carry_out(
            configuration,
            Command::CreateOrganization {
                name,
                code,
                seats,
                admin_email,
            },
        ),
    }
}

async fn serve(configuration: Configuration, demo: bool) -> Result<(), Failure> {
    let stop = serve::stop_signal()?;
    let server = Server::start(configuration, demo).await?;
    if demo {
        print(&seed(&server).await?);
    }
    print(&format!("Yagura is at {}\n", server.origin()));
    server.run(stop).await;
    Ok(())
}

/// Makes the demonstration on first start, and says with what to sign in on every start.
async fn seed(server: &Server) -> Result<String, Failure> {
    backend::demo::seed(server.backend())
        .await
        .map_err(|error| Failure(format!("the demonstration could not be made: {error}")))?;
    let accounts = backend::demo::accounts();
    let lines = accounts.iter().map(|account| {
        format!(
            "  {}  {}  {}\n",
            account.email, account.password, account.who
        )
    });
    Ok(format!("Sign in with\n{}", lines.collect::<String>()))
}

/// Asks the running server, which holds the store; without one, does it here.
fn carry_out(configuration: Configuration, command: Command) -> Result<(), Failure> {
    in_runtime(async move {
        let answered = commands::ask(&configuration.storage.data, &command).await?;
        let reply = if let Some(reply) = answered {
            reply
        } else {
            let backend = installation::open_for_command(&configuration).await?;
            let reply = commands::execute(&backend, command).await;
            drop(backend);
            installation::released(&configuration.storage).await;
            reply
        };
        match reply {
            Reply::Done(text) => {
                print(&text);
                Ok(())
            }
            Reply::Alarm(text) => {
                print(&text);
                Err(Failure(
                    "the operation log is not as it was written".to_owned(),
                ))
            }
            Reply::Failed(why) => Err(Failure(why)),
        }
    })
}

fn in_runtime(
    work: impl Future<Output = Result<(), Failure>> + Send + 'static,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()?;
    // On a worker, for the main thread's stack is not ours to choose.
    let done = runtime.block_on(async { tokio::spawn(work).await });
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    done.unwrap_or_else(|error| Err(Failure(format!("stopped unexpectedly: {error}"))))
}

fn print(text: &str) {
    // A closed pipe (`| head`) is no failure of the command.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
