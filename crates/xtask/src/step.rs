//! Steps: each is announced, timed and told.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::failure::{Failure, Result, While};

/// Does one step and prints how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}");
    let start = Instant::now();
    let done = work();
    match &done {
        Ok(_) => println!("    {name}: {}", seconds(start.elapsed())),
        Err(reason) => println!(
            "    {name}: failed after {}: {reason}",
            seconds(start.elapsed())
        ),
    }
    done
}

/// Seconds with one digit, as every step prints them.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Runs a program to its end with nothing on its input; its output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command
        .stdin(Stdio::null())
        .status()
        .while_doing(|| format!("starting {}", shown(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{} ended with {status}",
            shown(command)
        )))
    }
}

/// Runs a program to its end and hands each line of its output to `each` as well as to the terminal.
/// Returns whether it succeeded.
pub(crate) fn watch(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .while_doing(|| format!("starting {}", shown(command)))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            each(&line);
        }
    }
    Ok(child.wait()?.success())
}

/// What a program printed, when it succeeded.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .while_doing(|| format!("starting {}", shown(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::new(format!(
            "{} ended with {}: {}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )))
    }
}

/// Whether a program can be started and says it is fine.
pub(crate) fn answers(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The program and its arguments, without environment.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_is_named_with_its_arguments() {
        let refused = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(
            refused.0.starts_with("sh -c exit 3 ended with"),
            "{refused}"
        );
    }

    #[test]
    fn every_line_of_a_watched_program_is_seen_also_the_last_without_an_end() {
        let mut lines = Vec::new();
        let ok = watch(Command::new("printf").arg("a\\nb"), |line| {
            lines.push(line.to_owned());
        })
        .unwrap();
        assert!(ok);
        assert_eq!(lines, ["a", "b"]);
    }
}
