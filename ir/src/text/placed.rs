//! Whether operators stand at the kind of location that they are for.

use super::cursor::Name;
use super::reader::Reader;
use crate::{Code, Diagnostic, LocationId, LocationKind, Op};

impl Reader {
    /// Checks that an operator fits the kind of its location; `place` is how the text names that.
    ///
    /// # Errors
    /// When it does not, with what to use instead.
    pub(super) fn placed(&self, op: &Op, place: &Name) -> Result<(), Diagnostic> {
        let wrong = |message: String| Diagnostic::new(Code::WrongLocation, place.span, message);
        if let Some(at) = op.stands_at() {
            let wants_external = matches!(op, Op::Input { .. } | Op::Output { .. });
            let external = self.program.location(at).kind == LocationKind::External;
            let (name, noun) = (&self.program.location(at).name, self.noun(at));
            return match (wants_external, external) {
                (true, false) => {
                    Err(wrong(format!("`{}` is for external locations, but `{name}` is {noun}", op.name())))
                }
                (false, true) => {
                    Err(wrong(format!("`{}` is for processes and clusters, but `{name}` is external", op.name())))
                }
                _ => Ok(()),
            };
        }
        if let Op::Deal { among } = op
            && !matches!(self.program.location(*among).kind, LocationKind::Cluster { .. })
        {
            let message =
                format!("`deal` is among the members of a cluster, but `{}` is {}", place.text, self.noun(*among));
            return Err(wrong(message).help("name a cluster"));
        }
        let Some(to) = op.target() else { return Ok(()) };
        let kind = &self.program.location(to).kind;
        let is = format!("`{}` is {}", place.text, self.noun(to));
        match op {
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } if *kind == LocationKind::External => {
                let help = format!("write `{}.output(\"port\", ..);`", place.text);
                Err(wrong(format!("`{}` cannot leave the system, but {is}", op.name())).help(help))
            }
            Op::Send { key, .. } => self.hop(op, to, key.is_some(), place, false, "use `broadcast` or `demux`"),
            Op::Broadcast { key, .. } | Op::Demux { key, .. } => {
                self.hop(op, to, key.is_some(), place, true, "use `send`")
            }
            Op::Exchange { .. } | Op::Replicate { .. } if !matches!(kind, LocationKind::Helper { .. }) => {
                Err(wrong(format!("`{}` leads to a helper, but {is}", op.name())))
            }
            Op::Gather { .. } => match kind {
                LocationKind::External => Err(wrong(format!("`gather` stays in the system, but {is}"))),
                LocationKind::Helper { parts, .. } if *parts != 1 => {
                    let message = format!("`gather` leads to one instance, but `{}` has {parts} parts", place.text);
                    Err(wrong(message).help("use `exchange` with a key"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Checks a hop: to clusters or to processes, and with a key exactly when it leads to a helper.
    fn hop(
        &self,
        op: &Op,
        to: LocationId,
        key: bool,
        place: &Name,
        clusters: bool,
        instead: &str,
    ) -> Result<(), Diagnostic> {
        let wrong = |message: String| Diagnostic::new(Code::WrongLocation, place.span, message);
        let location = self.program.location(to);
        let helper = matches!(location.kind, LocationKind::Helper { .. });
        let family = self.program.location(self.program.family(to));
        let (name, op) = (&place.text, op.name());
        let is_cluster = matches!(family.kind, LocationKind::Cluster { .. });
        if is_cluster != clusters && family.kind != LocationKind::External {
            let noun = if is_cluster { "a cluster" } else { "a process" };
            let whose = if helper { format!("a helper of `{}`, {noun}", family.name) } else { noun.to_string() };
            let expected = if clusters { "a cluster" } else { "a process" };
            return Err(wrong(format!("`{op}` leads to {expected}, but `{name}` is {whose}")).help(instead));
        }
        match (helper, key) {
            (true, false) => {
                let help = format!("write `x.{op}({name}, |x| key)`");
                Err(wrong(format!("`{name}` is a helper, so `{op}` needs a key that chooses its part")).help(help))
            }
            (false, true) => {
                let help = format!("write `x.{op}({name})`");
                Err(wrong(format!("`{name}` is no helper, so `{op}` takes no key")).help(help))
            }
            _ => Ok(()),
        }
    }
}
