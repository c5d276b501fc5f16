//! What each choice of the space costs, and whom.

use crate::volume::{Volume, Volumes};
use suki_cost_model::{Flush, Rate, Rates, Target, client_edge, edge, local_edge, op_ns};
use suki_ir::{Closure, LocationId, LocationKind, Op, Program, Span};
use suki_rewrites::encode::Encoded;
use suki_rewrites::rule::Means;
use suki_rewrites::space::{Choice, Site, Space};
use suki_rewrites::{Distribution, HopKind, Logical, Role, lineage};

/// What each field of a key adds: too little to decide anything but which of two equal keys is the narrower.
const KEY_FIELD_NS: f64 = 0.01;

/// CPU that a choice costs one role, per unit of workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charge {
    /// Position in [`Charges::roles`].
    pub role: usize,
    /// At the hottest member.
    pub hottest_ns: f64,
    /// Over all members.
    pub total_ns: f64,
    /// What the role saves of `hottest_ns`, divided by its parts, where its parts send to one another: what a part
    /// sends to itself stays in its process.
    pub kept_hottest_ns: f64,
    /// The same of `total_ns`.
    pub kept_total_ns: f64,
    /// Every part pays it, instead of all parts sharing it.
    pub every_part: bool,
    /// It is paid once for each part of this role.
    pub for_each_part_of: Option<usize>,
    /// It is for sending a message, which does not depend on who receives it.
    pub sends: bool,
}

/// All charges of a space under one way of fusing locations.
pub struct Charges {
    /// The roles of the space, sorted; homes of fused locations count as one machine but stay apart here.
    pub roles: Vec<Role>,
    /// For each role the index of the process that it is in: its own, or that of its fused group.
    pub process: Vec<usize>,
    /// By site and choice.
    pub by_choice: Vec<Vec<Vec<Charge>>>,
}

/// What charging needs to see.
pub struct Prices<'a> {
    /// The saturated program.
    pub encoded: &'a Encoded,
    /// How much flows in each logical stream.
    pub volumes: &'a Volumes,
    /// How much flows in each operator of the source program, for tick groups.
    pub rates: &'a Rates,
    /// The target.
    pub target: &'a Target,
    /// When processes write.
    pub flush: Flush,
}

impl Charge {
    /// What the hottest member pays at least, however many parts there are.
    pub fn least_hottest_ns(&self) -> f64 {
        self.hottest_ns - self.kept_hottest_ns
    }

    /// What all pay at least.
    pub fn least_total_ns(&self) -> f64 {
        self.total_ns - self.kept_total_ns
    }
}

impl Charges {
    /// The charges of every choice, with the locations of each of `fused` in one process.
    pub fn of(space: &Space, prices: &Prices, fused: &[Vec<LocationId>]) -> Self {
        let program = prices.encoded.program();
        let mut roles: Vec<Role> = space.sites.iter().map(|site| site.place.role).collect();
        roles.retain(|role| !matches!(program.location(role.family()).kind, LocationKind::External));
        roles.sort();
        roles.dedup();
        let process = (0..roles.len()).map(|role| process_of(&roles, role, fused)).collect();
        let mut charges = Self { roles, process, by_choice: Vec::new() };
        charges.by_choice = space
            .sites
            .iter()
            .map(|site| site.choices.iter().map(|choice| charges.choice(space, prices, site, choice)).collect())
            .collect();
        charges
    }

    /// The index of a role; none for clients.
    pub fn role(&self, role: Role) -> Option<usize> {
        self.roles.binary_search(&role).ok()
    }

    fn choice(&self, space: &Space, prices: &Prices, site: &Site, choice: &Choice) -> Vec<Charge> {
        match &choice.means {
            Means::Execute(id) => {
                let logical = prices.encoded.graph.analysis.payloads.logical(*id);
                self.execution(space, prices, site, choice, logical)
            }
            Means::Enter(_) | Means::Move => self.message(space, prices, site, choice),
            Means::Widen | Means::Refer(_) => Vec::new(),
        }
    }

    fn execution(
        &self,
        space: &Space,
        prices: &Prices,
        site: &Site,
        choice: &Choice,
        logical: &Logical,
    ) -> Vec<Charge> {
        let each_input = |op: &Op| -> Vec<Charge> {
            let each_ns = op_ns(prices.target, op);
            let inputs = choice.needs.iter().map(|need| &space.sites[*need]);
            inputs
                .filter_map(|input| self.cpu(site.place.role, prices.volumes.get(input.stream).rate, each_ns, input))
                .collect()
        };
        match logical {
            Logical::Source { .. } | Logical::Forget | Logical::Project { .. } | Logical::Variable { .. } => Vec::new(),
            Logical::Stateless(stages) => stages.iter().flat_map(each_input).collect(),
            Logical::Union => self.union(space, prices, site, choice),
            Logical::ArrivalOrder { .. } => each_input(&Op::ArrivalOrder),
            Logical::Keyed(op)
            | Logical::Whole(op)
            | Logical::Scan { op, .. }
            | Logical::Deal { op, .. }
            | Logical::Effect { op, .. } => each_input(op),
            Logical::Region { tick, .. } => self.region(prices, site, *tick),
            Logical::Sink { .. } => self.message(space, prices, site, choice),
            // By itself only where a condition is lifted that keeps tick groups whole.
            Logical::InTick(op) => each_input(op),
            Logical::Hop { .. } | Logical::Argument { .. } | Logical::Deferred { .. } => Vec::new(),
        }
    }

    /// A plan takes the union of two, then of that and the third: what comes early passes all that follow.
    fn union(&self, space: &Space, prices: &Prices, site: &Site, choice: &Choice) -> Vec<Charge> {
        let each_ns = op_ns(prices.target, &Op::Union);
        let count = choice.needs.len();
        let inputs = choice.needs.iter().map(|need| &space.sites[*need]).enumerate();
        let passed = |position: usize| (count - position.max(1)) as f64 * each_ns;
        inputs
            .filter_map(|(position, input)| {
                self.cpu(site.place.role, prices.volumes.get(input.stream).rate, passed(position), input)
            })
            .collect()
    }

    /// A tick group costs what its operators cost, entering and leaving included.
    fn region(&self, prices: &Prices, site: &Site, tick: suki_ir::TickId) -> Vec<Charge> {
        let (program, streams) = (prices.encoded.program(), prices.encoded.streams());
        let inside = |id: &suki_ir::OperatorId| match &program.operator(*id).op {
            Op::AllTicks | Op::EndAtomic => streams[program.operator(*id).inputs[0].index()].group() == Some(tick),
            _ => streams[id.index()].group() == Some(tick),
        };
        let operators = program.operator_ids().filter(inside).filter(|id| prices.encoded.is_needed(*id));
        let charges = operators.flat_map(|id| {
            let operator = program.operator(id);
            let each_ns = op_ns(prices.target, &operator.op);
            let inputs = operator.inputs.iter().map(|input| prices.rates.of(*input));
            inputs.filter_map(move |rate| self.cpu(site.place.role, rate, each_ns, site)).collect::<Vec<_>>()
        });
        charges.collect()
    }

    fn cpu(&self, role: Role, rate: Rate, each_ns: f64, input: &Site) -> Option<Charge> {
        let role = self.role(role)?;
        let every_part = input.place.distribution == Distribution::Replicated;
        let charge = Charge {
            role,
            hottest_ns: rate.hottest * each_ns,
            total_ns: rate.total * each_ns,
            kept_hottest_ns: 0.0,
            kept_total_ns: 0.0,
            every_part,
            for_each_part_of: every_part.then_some(role),
            sends: false,
        };
        (charge.total_ns > 0.0).then_some(charge)
    }

    /// Sending at the need's role, receiving at the site's; a queue where both are in one process.
    fn message(&self, space: &Space, prices: &Prices, site: &Site, choice: &Choice) -> Vec<Charge> {
        let (target, program) = (prices.target, prices.encoded.program());
        let source = &space.sites[choice.needs[0]];
        let (from, to) = (source.place.role, site.place.role);
        let sent = prices.volumes.get(source.stream);
        let arrives = prices.volumes.get(site.stream);
        let (hops, fans, copies) = match &choice.means {
            Means::Enter(id) => {
                let hop = prices.encoded.graph.analysis.payloads.logical(*id);
                let fans = matches!(hop, Logical::Hop { kind: HopKind::Broadcast, .. });
                (true, fans, copies(program, hop))
            }
            _ => (false, false, 1.0),
        };
        let local = self.local(program, (from, sent.rate), (to, arrives.rate), (hops, fans));
        let queue = local_edge(target);
        let hash_ns = match &site.place.distribution {
            Distribution::Hash(key) => {
                op_ns(target, &key_op()) + KEY_FIELD_NS * lineage::fields(key).map_or(8, |f| f.len()) as f64
            }
            // A hop to a helper of one part has a key as well.
            _ if hops && !matches!(to, Role::Home(_)) => op_ns(target, &key_op()),
            _ => 0.0,
        };
        let send_ns = |local: f64| {
            let network = match choice.means {
                // What is executed and sends is an output.
                Means::Execute(_) => client_edge(target, prices.flush, sent.bytes, program.members(from.family())),
                _ => edge(target, prices.flush, sent.bytes, copies * (1.0 - local)),
            };
            network.send_ns + copies * local * queue.send_ns + hash_ns
        };
        let network = match from {
            Role::Home(home) if program.members(home) == 0 => client_edge(target, prices.flush, sent.bytes, 1),
            _ => edge(target, prices.flush, sent.bytes, 1.0),
        };
        let receive_ns = |local: f64| (1.0 - local) * network.receive_ns + local * queue.receive_ns;
        let replicas = (site.place.distribution == Distribution::Replicated).then(|| self.role(to)).flatten();
        let mut charges = Vec::new();
        let each_ns = [send_ns(0.0), send_ns(local.sent), send_ns(local.average)];
        let sending = self.end(from, sent, each_ns, from == to, source, replicas);
        charges.extend(sending.map(|charge| Charge { sends: true, ..charge }));
        if !matches!(choice.means, Means::Execute(_)) {
            let each_ns = [receive_ns(0.0), receive_ns(local.received), receive_ns(local.average)];
            charges.extend(self.end(to, arrives, each_ns, from == to, site, replicas));
        }
        charges
    }

    /// What one end of a message costs: when it leaves the process, at the hottest member, and on average.
    fn end(
        &self,
        role: Role,
        volume: Volume,
        [apart_ns, hottest_ns, average_ns]: [f64; 3],
        within: bool,
        at: &Site,
        replicas: Option<usize>,
    ) -> Option<Charge> {
        let Rate { total, hottest } = volume.rate;
        let mut charge = self.cpu(role, volume.rate, if within { apart_ns } else { average_ns }, at)?;
        if within && role.is_split() {
            charge.kept_hottest_ns = hottest * (apart_ns - hottest_ns);
            charge.kept_total_ns = total * (apart_ns - average_ns);
        } else {
            charge.hottest_ns = hottest * hottest_ns;
            charge.total_ns = total * average_ns;
        }
        if charge.for_each_part_of.is_none() {
            charge.for_each_part_of = replicas;
        }
        Some(charge)
    }

    /// Which share of the messages between two roles stays in its process. Member `i` of every location of a process
    /// is in process `i`, and the hottest member of all of them is taken to be the same.
    fn local(
        &self,
        program: &Program,
        (from, sent): (Role, Rate),
        (to, received): (Role, Rate),
        (hops, fans): (bool, bool),
    ) -> Local {
        match (self.role(from), self.role(to)) {
            (Some(a), Some(b)) if self.process[a] == self.process[b] => {}
            _ => return Local::default(),
        }
        if !hops {
            return Local { sent: 1.0, received: 1.0, average: 1.0 };
        }
        let (senders, receivers) = (program.members(from.family()).max(1), program.members(to.family()).max(1));
        let share = |rate: Rate, members: u32| {
            if rate.total > 0.0 { rate.hottest / rate.total } else { 1.0 / f64::from(members) }
        };
        let out = share(sent, senders);
        let into = if fans { 1.0 / f64::from(receivers) } else { share(received, receivers) };
        let other = |share: f64, members: u32| (1.0 - share) / f64::from((members - 1).max(1));
        let others = f64::from(senders.min(receivers) - 1) * other(out, senders) * other(into, receivers);
        Local { sent: into, received: out, average: out * into + others }
    }
}

/// Which share of messages stays in its process.
#[derive(Clone, Copy, Debug, Default)]
struct Local {
    /// Of the copies that the hottest member sends.
    sent: f64,
    /// Of those that it receives.
    received: f64,
    /// Of all.
    average: f64,
}

/// An operator that costs what hashing a key costs.
fn key_op() -> Op {
    Op::Exchange { to: LocationId(0), key: Closure::from_canonical("|x| x", Span::NONE) }
}

fn copies(program: &Program, hop: &Logical) -> f64 {
    match hop {
        Logical::Hop { kind: HopKind::Broadcast, to, .. } => f64::from(program.members(*to).max(1)),
        _ => 1.0,
    }
}

fn process_of(roles: &[Role], role: usize, fused: &[Vec<LocationId>]) -> usize {
    let Role::Home(family) = roles[role] else { return role };
    let Some(group) = fused.iter().find(|group| group.contains(&family)) else { return role };
    let together = |other: &Role| matches!(other, Role::Home(family) if group.contains(family));
    roles.iter().position(together).unwrap_or(role)
}
