//! Whole processes of small programs, each on a thread of its own, over Unix sockets and loopback.

mod cluster;
mod echo;
