//! Pictures of programs and plans: text from a [`Program`](crate::Program), by location.
//!
//! **In this room**: the [`Picture`] (what is drawn where, with what a caller knows of it), its [`Layout`] on a plane, and
//! one file for each form: [`dot`](dot::dot), [`mermaid`](mermaid::mermaid), [`svg`](svg::svg).
//! **Not in this room**: files, colours of terminals, rates and costs; who knows them puts them into the picture.

pub mod dot;
mod label;
pub mod layout;
pub mod mermaid;
mod picture;
pub mod svg;

pub use label::{call, in_short};
pub use layout::Layout;
pub use picture::{Card, Edge, Lane, Picture};

#[cfg(test)]
mod tests;
