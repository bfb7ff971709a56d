//! Proves the directions of dependencies: `server, frontend → app → backend → vault → domain`, and who may name what.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    failure::{Failure, Result},
    house::House,
    step,
};

/// A selection of the workspace and what it must never reach.
struct Ban {
    what: &'static str,
    tree: &'static [&'static str],
    banned: &'static [&'static str],
}

/// Crates with input, output or secrets: the browser's code must never reach them.
const SERVER_ONLY: &[&str] = &["tokio", "axum", "surrealdb", "argon2", "lettre"];

const BANS: [Ban; 4] = [
    Ban {
        what: "domain",
        tree: &["-p", "domain", "--all-features"],
        banned: SERVER_ONLY,
    },
    Ban {
        what: "app in the browser",
        tree: &[
            "-p",
            "app",
            "--features",
            "hydrate",
            "--target",
            "wasm32-unknown-unknown",
        ],
        banned: SERVER_ONLY,
    },
    Ban {
        what: "frontend",
        tree: &["-p", "frontend", "--target", "wasm32-unknown-unknown"],
        banned: SERVER_ONLY,
    },
    Ban {
        what: "backend",
        tree: &["-p", "backend"],
        banned: &["leptos", "leptos_axum", "axum", "app", "server"],
    },
];

/// Crates that only the named members may depend on directly, tests included.
const ONLY: [(&[&str], &[&str]); 5] = [
    (
        &["aes-gcm", "hkdf", "hmac", "argon2", "ed25519-dalek"],
        &["vault"],
    ),
    // The bundle's integrity values are hashes of public files.
    (&["sha2"], &["vault", "xtask"]),
    (&["lettre"], &["backend"]),
    (&["cron"], &["server"]),
    (&["surrealdb"], &["backend"]),
];

/// Checks every rule; names each breach.
pub(super) fn check(house: &House) -> Result {
    let mut breaches = Vec::new();
    for Ban { what, tree, banned } in BANS {
        let mut cargo = house.command("cargo")?;
        cargo
            .args([
                "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}",
            ])
            .args(tree);
        let printed = step::output(&mut cargo)?;
        let reached = names(&printed);
        for name in banned.iter().filter(|name| reached.contains(**name)) {
            breaches.push(format!("{what} reaches {name}"));
        }
    }
    let mut cargo = house.command("cargo")?;
    cargo.args([
        "tree",
        "--locked",
        "--workspace",
        "--depth",
        "1",
        "--edges",
        "normal,build,dev",
    ]);
    cargo.args([
        "--all-features",
        "--target",
        "all",
        "--prefix",
        "depth",
        "--format",
        " {p}",
    ]);
    let printed = step::output(&mut cargo)?;
    let direct = direct_dependencies(&printed);
    breaches.extend(named_by_others(&direct));
    if breaches.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(breaches.join("; ")))
    }
}

/// The package names of `cargo tree --prefix none --format {p}`.
fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// The direct dependencies of each member, from `cargo tree --depth 1 --prefix depth`.
fn direct_dependencies(tree: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut direct = BTreeMap::<_, BTreeSet<_>>::new();
    let mut member = None;
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("0"), Some(name)) => {
                direct.entry(name).or_default();
                member = Some(name);
            }
            (Some("1"), Some(name)) => {
                if let Some(member) = member {
                    direct.entry(member).or_default().insert(name);
                }
            }
            _ => {}
        }
    }
    direct
}

fn named_by_others(direct: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let mut breaches = Vec::new();
    for (member, dependencies) in direct {
        for (crates, allowed) in ONLY {
            for name in crates {
                if dependencies.contains(name) && !allowed.contains(member) {
                    breaches.push(format!(
                        "{member} names {name}, which only {} may",
                        allowed.join(", ")
                    ));
                }
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0 vault v0.1.0 (/a)\n1 aes-gcm v0.11.1\n\n0 server v0.1.0 (/a)\n1 vault v0.1.0 (/a)\n1 hmac v0.13.0\n";

    #[test]
    fn a_crate_that_names_cryptography_beside_the_vault_is_found() {
        let breaches = named_by_others(&direct_dependencies(TREE));
        assert_eq!(breaches, ["server names hmac, which only vault may"]);
    }

    #[test]
    fn names_are_compared_whole() {
        let reached = names("tokio-util v0.7.0\naxum-core v0.5.0 (*)\n");
        assert!(reached.contains("tokio-util") && !reached.contains("tokio"));
    }
}
