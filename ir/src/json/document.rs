//! The shape of the document: what stands where, before names are resolved.

use crate::{AffinityKind, Fact, Wishes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All of it. Lists of values are read one by one, so that an error has a path.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) format_version: u32,
    #[serde(default)]
    pub(super) docs: Vec<String>,
    #[serde(default)]
    pub(super) items: Vec<String>,
    pub(super) locations: Vec<Value>,
    #[serde(default)]
    pub(super) ticks: Vec<Value>,
    #[serde(default)]
    pub(super) affinities: Vec<Value>,
    pub(super) operators: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) workload: Option<Vec<Value>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocationForm {
    pub(super) name: String,
    pub(super) kind: KindForm,
    /// Of a cluster: the constant expression, and its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) members: Option<u32>,
    /// Of a helper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parts: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wishes: Option<Wishes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindForm {
    Process,
    Cluster,
    External,
    Helper,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TickForm {
    pub(super) name: String,
    pub(super) at: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AffinityForm {
    pub(super) kind: AffinityKind,
    pub(super) locations: Vec<String>,
}

/// What all operators have; the rest are the parameters of `op`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OperatorForm {
    pub(super) op: String,
    #[serde(default)]
    pub(super) inputs: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// The annotation: the element type.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) ty: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) facts: Vec<Fact>,
    #[serde(flatten)]
    pub(super) parameters: Map<String, Value>,
}
