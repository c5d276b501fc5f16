//! placeholder until the codegen branch lands
use crate::plan::Plan;
use suki_ir::{LocationId, OperatorId};
pub(crate) fn role(_: &Plan, at: LocationId) -> u16 {
    at.index() as u16
}
pub(crate) fn channel(_: &Plan, id: OperatorId) -> u16 {
    id.index() as u16
}
