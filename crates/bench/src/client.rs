//! What a browser downloads before a page comes alive.

use std::fs;

use crate::{
    Context, Error,
    figure::{Figure, Goal},
};

/// WASM and JavaScript together, compressed with brotli, KB of 1,000 bytes.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>, Error> {
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
        return Err(Error::Missing("the site holds no compressed client".into()));
    }
    Ok(vec![Figure {
        name: "client_brotli".into(),
        value: f64::from(bytes) / 1000.0,
        unit: "KB",
        goal: Goal::AtMost(350.0),
    }])
}
