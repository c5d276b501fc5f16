//! The counters over HTTP, for whoever asks; every request gets the same answer.

use super::Net;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const REQUEST_BYTES_MAX: usize = 4096;

/// Answers at `address` for ever.
///
/// # Errors
/// If the address cannot be used.
pub async fn serve(net: Rc<Net>, address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        // Whoever hangs up early has had what it wanted.
        tokio::task::spawn_local(answer(Rc::clone(&net), stream));
    }
}

async fn answer(net: Rc<Net>, mut stream: TcpStream) -> io::Result<()> {
    let mut request = [0; REQUEST_BYTES_MAX];
    let _ = stream.read(&mut request).await?;
    let body = net.counters().text();
    let head = format!("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}
