//! Who asks, and under which number: made once at the edge, read by every layer inside.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

use super::edge::Edge;
use crate::config::TrustedProxies;

/// What only a proxy, or somebody who plays one, sends.
const FORWARDING: [HeaderName; 5] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
];

/// One request's number, origin and nonce.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Twelve digits that people quote and the log is searched for.
    pub id: u64,
    /// The browser's address, as far as trusted proxies tell it.
    pub client: IpAddr,
    /// Whether any forwarding header came, trusted or not.
    pub forwarded: bool,
    /// Marks this answer's own scripts for its content security policy.
    pub nonce: Nonce,
}

/// Gives the request its [`Visit`].
pub(super) async fn identify(
    State(edge): State<Edge>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| {
            peer.0.ip().to_canonical()
        });
    let headers = request.headers_mut();
    let visit = Visit {
        id: rand::random_range(100_000_000_000..1_000_000_000_000),
        client: client(peer, headers, edge.proxies()),
        forwarded: FORWARDING.iter().any(|name| headers.contains_key(name)),
        nonce: Nonce::new(),
    };
    // Leptos builds the page's own address from it: it is ours to say, not the visitor's.
    let scheme = if edge.origin().is_https() {
        "https"
    } else {
        "http"
    };
    headers.insert("x-forwarded-proto", HeaderValue::from_static(scheme));
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// The last address that a trusted proxy reports and that is not itself one; without a trusted proxy, the peer.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    if !proxies.contains(peer) {
        return peer;
    }
    let mut seen = peer;
    let reported: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in reported.into_iter().rev() {
        let Some(address) = address(hop.trim()) else {
            break;
        };
        seen = address;
        if !proxies.contains(address) {
            break;
        }
    }
    seen
}

/// An address with or without a port.
fn address(hop: &str) -> Option<IpAddr> {
    hop.parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded_for: &[&'static str], proxies: &str) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded_for {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        client(
            peer.parse().unwrap(),
            &headers,
            &TrustedProxies::parse(proxies).unwrap(),
        )
        .to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_says_who_asks() {
        assert_eq!(seen("192.0.2.9", &["203.0.113.1"], ""), "192.0.2.9");
        assert_eq!(
            seen("192.0.2.9", &["203.0.113.1"], "10.0.0.0/8"),
            "192.0.2.9"
        );
        assert_eq!(
            seen("10.0.0.1", &["203.0.113.1"], "10.0.0.0/8"),
            "203.0.113.1"
        );
    }

    #[test]
    fn an_invented_hop_before_the_real_one_is_not_believed() {
        assert_eq!(
            seen(
                "10.0.0.1",
                &["198.51.100.7, 203.0.113.1, 10.0.0.2"],
                "10.0.0.0/8"
            ),
            "203.0.113.1"
        );
        assert_eq!(
            seen(
                "10.0.0.1",
                &["198.51.100.7", "203.0.113.1:4711"],
                "10.0.0.0/8"
            ),
            "203.0.113.1"
        );
        assert_eq!(seen("10.0.0.1", &["nonsense"], "10.0.0.0/8"), "10.0.0.1");
    }
}
