//! What a plan says beyond its program, and the program without it.

use crate::{Affinity, AffinityKind, Kind, LocationId, LocationKind, Op, Operator, OperatorId, Program, Tick};

impl Program {
    /// Whether it says anything that only a plan says: helpers, or locations that are fused.
    pub fn is_placed(&self) -> bool {
        self.locations.iter().any(|location| is_helper(&location.kind))
            || self.affinities.iter().any(|affinity| affinity.kind == AffinityKind::Fuse)
    }

    /// The program that this is a plan for: helpers are their families again, moves are gone, and locations that were
    /// fused may be fused.
    ///
    /// ```
    /// let read = |text: &str| suki_ir::parse(text).0;
    /// let plan = read(
    ///     r#"process leader; external clients; helper helpers of leader[3];
    ///     let requests = clients.input::<u64>("requests").send(leader);
    ///     let moved = requests.exchange(helpers, |x| x.1);
    ///     clients.output("replies", moved.map(|(client, id)| (client, id)));"#,
    /// );
    /// let program = plan.without_placement();
    /// assert!(plan.is_placed() && !program.is_placed());
    /// assert_eq!(program.operators.len(), plan.operators.len() - 1);
    /// ```
    pub fn without_placement(&self) -> Program {
        without_placement(self)
    }
}

fn without_placement(plan: &Program) -> Program {
    let renumbered = Renumbered::of(plan);
    let kept = plan.operators.iter().filter(|operator| operator.op.kind() != Kind::Move);
    let affinities = plan.affinities.iter().map(|affinity| Affinity {
        kind: if affinity.kind == AffinityKind::Fuse { AffinityKind::Colocate } else { affinity.kind },
        locations: affinity.locations.iter().map(|id| renumbered.location(*id)).collect(),
        span: affinity.span,
    });
    let mut logic = Program {
        docs: plan.docs.clone(),
        items: plan.items.clone(),
        locations: plan.locations.iter().filter(|location| !is_helper(&location.kind)).cloned().collect(),
        ticks: plan.ticks.iter().map(|tick| Tick { at: renumbered.location(tick.at), ..tick.clone() }).collect(),
        affinities: Vec::new(),
        operators: kept.map(|operator| renumbered.operator(operator)).collect(),
        workload: plan.workload.clone(),
    };
    for affinity in affinities {
        if !logic.affinities.contains(&affinity) {
            logic.affinities.push(affinity);
        }
    }
    logic
}

fn is_helper(kind: &LocationKind) -> bool {
    matches!(kind, LocationKind::Helper { .. })
}

/// Where everything of a plan is in its logic.
struct Renumbered {
    /// By location of the plan, its family.
    locations: Vec<LocationId>,
    /// By operator of the plan; a move is what it moves.
    operators: Vec<OperatorId>,
}

impl Renumbered {
    fn of(plan: &Program) -> Self {
        let families = plan.location_ids().filter(|id| !is_helper(&plan.location(*id).kind));
        let families: Vec<LocationId> = families.collect();
        let place = |id: LocationId| families.iter().position(|family| *family == plan.family(id)).unwrap_or(0);
        let mut kept = 0;
        let position: Vec<usize> = plan
            .operators
            .iter()
            .map(|operator| {
                let own = kept;
                kept += usize::from(operator.op.kind() != Kind::Move);
                own
            })
            .collect();
        let moved = |id: OperatorId| {
            let mut at = id;
            // Moves of moves end: no chain is longer than the plan.
            for _ in 0..plan.operators.len() {
                let operator = plan.operator(at);
                if operator.op.kind() != Kind::Move {
                    break;
                }
                at = operator.inputs[0];
            }
            OperatorId::new(position[at.index()])
        };
        Self {
            locations: plan.location_ids().map(|id| LocationId::new(place(id))).collect(),
            operators: plan.operator_ids().map(moved).collect(),
        }
    }

    fn location(&self, id: LocationId) -> LocationId {
        self.locations[id.index()]
    }

    fn operator(&self, operator: &Operator) -> Operator {
        let op = match operator.op.clone() {
            Op::Input { port, element, at } => Op::Input { port, element, at: self.location(at) },
            Op::Interval { period_ms, at } => Op::Interval { period_ms, at: self.location(at) },
            Op::SourceIter { items, at } => Op::SourceIter { items, at: self.location(at) },
            Op::Random { period_ms, at } => Op::Random { period_ms, at: self.location(at) },
            Op::Recover { element, log, at } => Op::Recover { element, log, at: self.location(at) },
            Op::Deal { among } => Op::Deal { among: self.location(among) },
            Op::Send { to, .. } => Op::Send { to: self.location(to), key: None },
            Op::Broadcast { to, .. } => Op::Broadcast { to: self.location(to), key: None },
            Op::Demux { to, .. } => Op::Demux { to: self.location(to), key: None },
            Op::Output { port, to } => Op::Output { port, to: self.location(to) },
            other => other,
        };
        let inputs = operator.inputs.iter().map(|input| self.operators[input.index()]).collect();
        Operator { op, inputs, ..operator.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse;

    #[test]
    fn placement_is_put_aside() {
        let read = |text: &str| {
            let (program, diagnostics) = parse(text);
            assert_eq!(diagnostics, []);
            program
        };
        let plan = read(
            "process leader; external clients; helper helpers of leader[3];
             let requests = clients.input::<(u64, u64)>(\"requests\").send(leader);
             let moved = requests.exchange(helpers, |x| x.1.0);
             let counted = moved.map(|(client, (id, _))| (client, id));
             clients.output(\"replies\", counted.gather(leader));",
        );
        let logic = read(
            "process leader; external clients;
             let requests = clients.input::<(u64, u64)>(\"requests\").send(leader);
             let counted = requests.map(|(client, (id, _))| (client, id));
             clients.output(\"replies\", counted);",
        );
        assert!(plan.is_placed() && !logic.is_placed());
        assert_eq!(plan.without_placement(), logic);
        assert_eq!(logic.without_placement(), logic);
    }
}
