//! `/metrics`, `/counters` and `/health` over HTTP: one request for each connection, as Prometheus and probes make them.

use super::Core;
use crate::limits::{ADMIN_CONNECTIONS_MAX, HELLO_MS_MAX, REQUEST_BYTES_MAX};
use crate::metrics;
use crate::transport::{Listener, Reading, Writing};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::task::spawn_local;

/// Answers for ever.
pub async fn answer(core: Rc<Core>, listener: Listener) {
    let open = Rc::new(Cell::new(0));
    loop {
        let Ok((reading, writing)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        if open.get() >= ADMIN_CONNECTIONS_MAX {
            core.net.borrow_mut().counters.crowded += 1;
            continue;
        }
        open.set(open.get() + 1);
        let (core, open) = (core.clone(), open.clone());
        spawn_local(async move {
            let time = Duration::from_millis(HELLO_MS_MAX);
            if tokio::time::timeout(time, one(&core, reading, writing)).await.is_err() {
                core.net.borrow_mut().counters.slow += 1;
            }
            open.set(open.get() - 1);
        });
    }
}

async fn one(core: &Core, mut reading: Reading, writing: Writing) {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut piece = [0; 1024];
        match reading.read(&mut piece).await {
            Ok(count) if count > 0 && bytes.len() + count <= REQUEST_BYTES_MAX => bytes.extend(&piece[..count]),
            Ok(_) | Err(_) => {
                core.net.borrow_mut().counters.bad_frames += 1;
                return;
            }
        }
    }
    let (status, kind, body) = respond(core, &bytes);
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // Whoever has gone does not want it.
    let _ = writing.write_all((head + &body).as_bytes()).await;
}

fn respond(core: &Core, request: &[u8]) -> (&'static str, &'static str, String) {
    const JSON: &str = "application/json";
    let net = core.net.borrow();
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    match line.split(|byte| *byte == b' ').collect::<Vec<_>>().as_slice() {
        [b"GET", b"/metrics", _] => ("200 OK", "text/plain; version=0.0.4", metrics::prometheus(&net)),
        [b"GET", b"/counters", _] => ("200 OK", JSON, metrics::json(&net)),
        [b"GET", b"/health", _] => {
            let (ready, text) = metrics::health(&net);
            (if ready { "200 OK" } else { "503 Service Unavailable" }, JSON, text)
        }
        [b"GET", _, _] => ("404 Not Found", "text/plain", "/metrics, /counters and /health are here\n".into()),
        _ => ("400 Bad Request", "text/plain", "only GET is answered\n".into()),
    }
}
