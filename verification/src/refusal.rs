//! Why a certificate is no proof.

use std::fmt;
use suki_ir::{OperatorId, Program};

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The program of the author.
    Source,
    /// The program that is to replace it.
    Plan,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Source => "source",
            Side::Plan => "plan",
        })
    }
}

/// An operator as a refusal names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Whose operator it is.
    pub side: Side,
    /// Its id.
    pub id: OperatorId,
    /// The operator's name in the text.
    pub op: &'static str,
    /// The name of the `let` whose result it is.
    pub name: Option<String>,
}

impl Site {
    /// The site of operator `id`, which must exist.
    pub(crate) fn of(side: Side, program: &Program, id: OperatorId) -> Site {
        let operator = program.operator(id);
        Site { side, id, op: operator.op.name(), name: operator.name.clone() }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of the {}", self.op, self.id.0, self.side)?;
        match &self.name {
            Some(name) => write!(f, " (`{name}`)"),
            None => Ok(()),
        }
    }
}

/// Why a certificate is no proof that its plan may replace its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A format that this checker does not know.
    Version {
        /// What the certificate says.
        found: u32,
    },
    /// A limit of [`crate::limits`].
    Limit {
        /// Its name.
        limit: &'static str,
    },
    /// A program that is none: dangling ids, errors of the language.
    Malformed {
        /// Which program.
        side: Side,
        /// What is wrong with it.
        reason: String,
    },
    /// A declaration that both programs must share, or that a plan may not make.
    Declaration {
        /// What is wrong with it.
        reason: String,
    },
    /// An operator that breaks the correspondence of the programs.
    Operator {
        /// The operator.
        site: Site,
        /// What is wrong with it.
        reason: String,
    },
    /// A list of the certificate that is malformed.
    Entry {
        /// The list.
        list: &'static str,
        /// The position in it.
        index: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// An instance that is none of its rule.
    Instance {
        /// The position in the list.
        index: usize,
        /// The rule it claims.
        rule: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A root that the certificate does not prove equal to the source's.
    Unequal {
        /// The operator of the plan.
        site: Site,
        /// The operator of the source that it should equal.
        source: Site,
    },
    /// An operator of the plan that may not be where it is.
    Placement {
        /// The operator.
        site: Site,
        /// The rule it claims.
        rule: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Version { found } => write!(f, "version {found} of the format is unknown"),
            Refusal::Limit { limit } => write!(f, "{limit} is exceeded"),
            Refusal::Malformed { side, reason } => write!(f, "the {side} is no program: {reason}"),
            Refusal::Declaration { reason } => f.write_str(reason),
            Refusal::Operator { site, reason } => write!(f, "{site}: {reason}"),
            Refusal::Entry { list, index, reason } => write!(f, "{list}[{index}]: {reason}"),
            Refusal::Instance { index, rule, reason } => write!(f, "instances[{index}], rule {rule}: {reason}"),
            Refusal::Unequal { site, source } => write!(f, "{site}: nothing proves it equal to {source}"),
            Refusal::Placement { site, rule, reason } => write!(f, "{site}, rule {rule}: {reason}"),
        }
    }
}

impl std::error::Error for Refusal {}
