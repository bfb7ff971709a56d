//! `.br` and `.gz` beside each file of the bundle, so that the server never compresses one.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::failure::{Result, While};

/// Compresses the scripts, modules and sheets of a folder; its subfolders too, which wasm-bindgen makes for snippets.
pub(crate) fn folder(folder: &Path) -> Result {
    for entry in fs::read_dir(folder).while_doing(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            self::folder(&path)?;
        } else if path
            .extension()
            .is_some_and(|end| end == "js" || end == "wasm" || end == "css" || end == "svg")
        {
            file(&path)?;
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result {
    let plain = fs::read(path).while_doing(|| format!("reading {}", path.display()))?;
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut br = Vec::new();
    brotli::BrotliCompress(&mut plain.as_slice(), &mut br, &parameters)?;
    fs::write(with_ending(path, "br"), br)?;
    let mut gz = GzEncoder::new(File::create(with_ending(path, "gz"))?, Compression::best());
    gz.write_all(&plain)?;
    gz.finish()?;
    Ok(())
}

/// `a.js` with `br` is `a.js.br`.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_compressed_forms_give_the_file_back() {
        let site = tempfile::tempdir().unwrap();
        let plain = b"let a = 1;\n".repeat(500);
        fs::write(site.path().join("a.js"), &plain).unwrap();
        fs::write(site.path().join("index.html"), "x").unwrap();
        folder(site.path()).unwrap();

        let mut unpacked = Vec::new();
        let br = fs::read(site.path().join("a.js.br")).unwrap();
        brotli::BrotliDecompress(&mut br.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
        assert!(br.len() < plain.len() / 10);

        unpacked.clear();
        flate2::read::GzDecoder::new(File::open(site.path().join("a.js.gz")).unwrap())
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, plain);
        assert!(!site.path().join("index.html.br").exists());
    }
}
