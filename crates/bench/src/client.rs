//! What a browser downloads before a page comes alive.

use std::{cmp::Reverse, fs};

use crate::{
    Context,
    error::{Error, Result},
    figure::{Figure, Goal},
    shares::shares,
};

/// WASM and JavaScript together, compressed with brotli, KB of 1,000 bytes. What each page has of it is told beside the figures:
/// its share of the code before `wasm-opt`, which cannot name what it made smaller.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let mut bytes = 0;
    for entry in fs::read_dir(&context.site)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
            bytes += u32::try_from(entry.metadata()?.len()).unwrap_or(u32::MAX);
        }
    }
    if bytes == 0 {
        return Err(Error::missing("the site holds no compressed client"));
    }
    let kilobytes = f64::from(bytes) / 1000.0;
    if let Some(symbols) = &context.symbols {
        print_shares(&fs::read(symbols)?, kilobytes)?;
    }
    Ok(vec![Figure {
        name: "client_brotli".into(),
        value: kilobytes,
        unit: "KB",
        goal: Goal::AtMost(350.0),
    }])
}

fn print_shares(wasm: &[u8], kilobytes: f64) -> Result<()> {
    let shares = shares(wasm)?;
    let total: u32 = shares.values().sum();
    let mut shares: Vec<_> = shares.into_iter().collect();
    shares.sort_by_key(|(_, size)| Reverse(*size));
    for (owner, size) in shares {
        let share = f64::from(size) / f64::from(total);
        if share >= 0.001 {
            let of_client = share * kilobytes;
            eprintln!("client: {owner}: {:.1} %, {of_client:.1} KB", share * 100.0);
        }
    }
    Ok(())
}
