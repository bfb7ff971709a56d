//! Reading a mail back: headers (RFC 5322, RFC 2047) and parts (RFC 2045), as a mail client does.

use base64::{Engine, engine::general_purpose::STANDARD};

#[derive(Clone, Debug)]
pub(crate) struct Part {
    headers: Vec<(String, String)>,
    body: String,
}

impl Part {
    pub(crate) fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in head.split("\r\n") {
            if line.starts_with([' ', '\t']) {
                headers.last_mut().unwrap().1.push_str(line);
            } else {
                let (name, value) = line.split_once(':').unwrap();
                headers.push((name.to_ascii_lowercase(), value.trim_start().to_owned()));
            }
        }
        Self {
            headers,
            body: body.to_owned(),
        }
    }

    /// A header as it stands there.
    pub(crate) fn raw(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(n, _)| n == name);
        let (_, value) = found.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    /// A header as people read it.
    pub(crate) fn header(&self, name: &str) -> String {
        decode_words(self.raw(name))
    }

    /// The parts of a `multipart/…`.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let kind = self.raw("content-type");
        assert!(kind.starts_with("multipart/"), "{kind}");
        let boundary = kind.split("boundary=").nth(1).unwrap();
        let boundary = boundary.trim_matches(|c| c == '"' || c == ';' || c == ' ');
        let marker = format!("--{boundary}");
        let inner = self.body.split(&marker).skip(1);
        inner
            .take_while(|part| !part.starts_with("--"))
            .map(|part| Self::read(part.trim_start_matches("\r\n")))
            .collect()
    }

    /// The text of a part, its transfer encoding undone.
    pub(crate) fn text(&self) -> String {
        let body = self.body.trim_end_matches("\r\n");
        let bytes = match self.raw("content-transfer-encoding") {
            "base64" => STANDARD.decode(body.replace("\r\n", "")).unwrap(),
            "quoted-printable" => quoted_printable(body),
            "7bit" => body.as_bytes().to_vec(),
            other => panic!("{other}"),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

fn decode_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut last_was_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let mut fields = word[2..].splitn(4, '?');
        let (charset, encoding, data) = (
            fields.next().unwrap(),
            fields.next().unwrap(),
            fields.next().unwrap(),
        );
        assert!(charset.eq_ignore_ascii_case("utf-8"));
        // White space between two encoded words is not part of the text.
        if !(last_was_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        let bytes = match encoding {
            "b" | "B" => STANDARD.decode(data).unwrap(),
            "q" | "Q" => quoted_printable(&data.replace('_', " ")),
            other => panic!("{other}"),
        };
        // Each word decodes by itself: a character is never torn apart.
        out.push_str(std::str::from_utf8(&bytes).unwrap());
        last_was_word = true;
        rest = fields.next().unwrap().strip_prefix('=').unwrap();
    }
    out.push_str(rest);
    out
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            let pair = std::str::from_utf8(&pair).unwrap();
            bytes.push(u8::from_str_radix(pair, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}
