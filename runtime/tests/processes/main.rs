//! Whole processes of small programs, each on a thread of its own, over Unix sockets and loopback.

mod admin;
mod cluster;
mod cut;
mod echo;
mod family;
mod fencing;
mod hostile;
mod overflow;
mod persist;
mod pressure;
mod proxy;
mod signals;
