//! The work-list against egg's own `Runner`: the same rules, both sorts in one e-graph, everything searched in every
//! iteration. Both must come to the same ways to fill the same sites.

use crate::driver::{check_all, image};
use crate::support::read;
use egg::{Applier, EGraph, Id, PatternAst, Rewrite, Runner, SearchMatches, Searcher, SimpleScheduler, StopReason};
use egg::{Subst, Symbol, Var};
use smallvec::smallvec;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use suki_optimizer::saturate::{ground, saturate};
use suki_rewrites::encode::Encoded;
use suki_rewrites::facts::{Context, Graph};
use suki_rewrites::language::{Children, Head, Node};
use suki_rewrites::rule::{Apply, Demand, Means, Offer, Rule};
use suki_rewrites::space::{Choice, Site, Space};
use suki_rewrites::spread::Shared;
use suki_rewrites::{Distribution, Logical, Place, Role, admissible, encode, rules};

thread_local! {
    /// What rules see beside the e-graph, which is the runner's meanwhile.
    static BESIDE: RefCell<Option<(Encoded, Shared)>> = const { RefCell::new(None) };
}

/// Runs `work` on the whole of an encoded program whose e-graph the runner has.
fn whole<T>(graph: &mut Graph, work: impl FnOnce(&mut Encoded, &mut Shared) -> T) -> T {
    BESIDE.with_borrow_mut(|beside| {
        let (encoded, shared) = beside.as_mut().expect("set before the runner starts");
        std::mem::swap(&mut encoded.graph, graph);
        let result = work(encoded, shared);
        std::mem::swap(&mut encoded.graph, graph);
        result
    })
}

/// One rule of the table, looked for in every class.
#[derive(Clone, Copy)]
struct OfTable(&'static Rule);

impl Searcher<Node, Context> for OfTable {
    fn search_eclass_with_limit(&self, graph: &Graph, class: Id, _: usize) -> Option<SearchMatches<'_, Node>> {
        let wanted = |node: &Node| match self.0.apply {
            Apply::Algebra(_) => matches!(node.head, Head::Logical(_)),
            Apply::Placement(_) => matches!(node.head, Head::At(_)),
            Apply::Process => false,
        };
        let found = graph[class].nodes.iter().any(wanted);
        found.then(|| SearchMatches { eclass: class, substs: vec![Subst::default()], ast: None })
    }

    fn vars(&self) -> Vec<Var> {
        Vec::new()
    }
}

impl Applier<Node, Context> for OfTable {
    fn apply_one(&self, graph: &mut Graph, class: Id, _: &Subst, _: Option<&PatternAst<Node>>, _: Symbol) -> Vec<Id> {
        let before = graph.number_of_classes() + graph.total_size();
        whole(graph, |encoded, shared| match self.0.apply {
            Apply::Algebra(apply) => derive(encoded, class, apply),
            Apply::Placement(apply) => meet(encoded, shared, class, apply),
            Apply::Process => {}
        });
        if graph.number_of_classes() + graph.total_size() == before { Vec::new() } else { vec![class] }
    }
}

fn derive(encoded: &mut Encoded, class: Id, apply: fn(&mut Encoded, &Node) -> Vec<suki_rewrites::rule::Derived>) {
    for node in encoded.graph[class].nodes.clone() {
        if matches!(node.head, Head::Logical(_)) {
            for derived in apply(encoded, &node) {
                let right = encoded.graph.add(derived.right.outer);
                encoded.graph.union(class, right);
            }
        }
    }
}

fn meet(encoded: &mut Encoded, shared: &mut Shared, class: Id, apply: fn(&Encoded, &Demand) -> Vec<Offer>) {
    let Some(demand) = demand_of(&encoded.graph, class) else { return };
    for offer in apply(encoded, &demand) {
        let needs: Option<Children> = offer.needs.iter().map(|need| ask(encoded, shared, need)).collect();
        let Some(needs) = needs else { continue };
        let payloads = &mut encoded.graph.analysis.payloads;
        let to = payloads.intern_place(&demand.place);
        let from = offer.needs.first().map(|need| payloads.intern_place(&need.place));
        let head = match (offer.means, from) {
            (Means::Execute(logical), _) => Head::Execute(to, logical),
            (Means::Enter(logical), Some(from)) => Head::Enter(from, to, logical),
            (Means::Move, Some(from)) => Head::Move(from, to),
            (Means::Widen, Some(from)) => Head::Widen(from, to),
            (Means::Refer(variable), _) => Head::Refer(to, variable),
            (means, None) => panic!("{means:?} of nothing"),
        };
        let children = if head.is_reference() { Children::new() } else { needs };
        let node = encoded.graph.add(Node { head, children });
        encoded.graph.union(class, node);
    }
}

fn demand_of(graph: &Graph, class: Id) -> Option<Demand> {
    let at = graph[class].nodes.iter().find_map(|node| match node.head {
        Head::At(place) => Some((place, node.children[0])),
        _ => None,
    });
    let (place, stream) = at?;
    Some(Demand { place: graph.analysis.payloads.place(place).clone(), stream: graph.find(stream) })
}

/// The class of a demand; none where the stream cannot be.
fn ask(encoded: &mut Encoded, shared: &mut Shared, demand: &Demand) -> Option<Id> {
    let stream = encoded.graph.find(demand.stream);
    let demand = Demand { place: demand.place.clone(), stream };
    let useless = match &demand.place.distribution {
        Distribution::Hash(key) => shared.is_shared(encoded, stream, key),
        _ => false,
    };
    if useless || !admissible(encoded, &demand) {
        return None;
    }
    encoded.ask(&demand);
    let place = encoded.graph.analysis.payloads.intern_place(&demand.place);
    Some(encoded.graph.add(Node { head: Head::At(place), children: smallvec![stream] }))
}

/// Applies the rules that `fits` says yes to until nothing changes.
fn run(mut encoded: Encoded, fits: fn(&Rule) -> bool) -> Encoded {
    let context = encoded.graph.analysis.clone();
    let graph = std::mem::replace(&mut encoded.graph, EGraph::new(context.clone()));
    BESIDE.set(Some((encoded, Shared::default())));
    let of_table = rules().iter().filter(|rule| fits(rule));
    let rewrites: Vec<Rewrite<Node, Context>> =
        of_table.map(|rule| Rewrite::new(rule.name, OfTable(rule), OfTable(rule)).expect("it binds nothing")).collect();
    let runner = Runner::<Node, Context, ()>::new(context)
        .with_egraph(graph)
        .with_scheduler(SimpleScheduler)
        .with_iter_limit(10_000)
        .with_node_limit(2_000_000)
        .with_time_limit(Duration::from_secs(3_600))
        .run(&rewrites);
    assert!(matches!(runner.stop_reason, Some(StopReason::Saturated)), "{:?}", runner.stop_reason);
    let (mut encoded, _) = BESIDE.take().expect("it was set");
    encoded.graph = runner.egraph;
    encoded
}

/// What `Runner` comes to.
fn by_runner(encoded: Encoded) -> (Encoded, Space) {
    let mut encoded = run(encoded, |rule| matches!(rule.apply, Apply::Algebra(_)));
    encoded.settle();
    let mut shared = Shared::default();
    let roots: Vec<Id> = encoded
        .sinks
        .clone()
        .into_iter()
        .filter_map(|sink| {
            let stream = encoded.graph.find(sink);
            let outside = encoded.graph[stream].nodes.iter().find_map(|node| match encoded.logical(node) {
                Some(Logical::Sink { op: suki_ir::Op::Output { to, .. }, .. }) => Some(*to),
                _ => None,
            });
            let family = outside.unwrap_or_else(|| encoded.graph[stream].data.stream().family);
            let place = Place { role: Role::Home(family), distribution: Distribution::One };
            ask(&mut encoded, &mut shared, &Demand { place, stream })
        })
        .collect();
    encoded.graph.rebuild();
    let encoded = run(encoded, |rule| matches!(rule.apply, Apply::Placement(_)));
    let space = space(&encoded, &roots);
    (encoded, space)
}

/// The located classes, laid out like those of the driver.
fn space(encoded: &Encoded, roots: &[Id]) -> Space {
    let graph = &encoded.graph;
    let located: Vec<(Id, Demand)> =
        graph.classes().filter_map(|class| Some((class.id, demand_of(graph, class.id)?))).collect();
    let index: BTreeMap<Id, usize> = located.iter().enumerate().map(|(index, (class, _))| (*class, index)).collect();
    let at = |place: &Place, stream: Id| {
        located.iter().position(|(_, demand)| demand.place == *place && demand.stream == stream)
    };
    let mut sites = Vec::new();
    for (class, demand) in &located {
        let mut choices = Vec::new();
        for node in &graph[*class].nodes {
            let means = match node.head {
                Head::Execute(_, logical) => Means::Execute(logical),
                Head::Enter(_, _, logical) => Means::Enter(logical),
                Head::Move(..) => Means::Move,
                Head::Widen(..) => Means::Widen,
                Head::Refer(_, variable) => Means::Refer(variable),
                Head::At(_) | Head::Logical(_) => continue,
            };
            let needs = match means {
                Means::Refer(variable) => {
                    let definition = graph.find(encoded.definition(variable).expect("a definition"));
                    at(&demand.place, definition).into_iter().collect()
                }
                _ => node.children.iter().map(|child| index[&graph.find(*child)]).collect(),
            };
            choices.push(Choice { rule: "", means, needs });
        }
        sites.push(Site { place: demand.place.clone(), stream: demand.stream, choices });
    }
    let mut space = Space { sites, roots: roots.iter().map(|root| index[&graph.find(*root)]).collect() };
    ground(&mut space);
    space
}

/// A choice in words that do not depend on who found it.
pub fn choice(encoded: &Encoded, space: &Space, (at, index): (usize, usize), class: &impl Fn(Id) -> Id) -> String {
    let site = |site: usize| {
        let Site { place, stream, .. } = &space.sites[site];
        format!("{place:?} {}", class(encoded.graph.find(*stream)))
    };
    let choice = &space.sites[at].choices[index];
    let means = match &choice.means {
        Means::Execute(id) => format!("execute {:?}", encoded.graph.analysis.payloads.logical(*id)),
        Means::Enter(id) => format!("enter {:?}", encoded.graph.analysis.payloads.logical(*id)),
        means @ (Means::Move | Means::Widen | Means::Refer(_)) => format!("{means:?}"),
    };
    let needs: Vec<String> = choice.needs.iter().map(|need| site(*need)).collect();
    format!("{}: {means} of {needs:?}", site(at))
}

/// Every choice that a plan could use.
pub fn choices(encoded: &Encoded, space: &Space, class: impl Fn(Id) -> Id) -> BTreeSet<String> {
    let all =
        space.sites.iter().enumerate().flat_map(|(at, site)| (0..site.choices.len()).map(move |index| (at, index)));
    all.map(|at| choice(encoded, space, at, &class)).collect()
}

#[track_caller]
fn check(name: &str, text: &str) {
    let (program, streams) = read(text);
    let (slow, slow_space) = by_runner(encode(&program, &streams));
    let mut fast = saturate(encode(&program, &streams));
    let image = image(&slow, &mut fast.encoded, name);
    let found = choices(&fast.encoded, &fast.space, |class| class);
    let expected = choices(&slow, &slow_space, |class| image[&class]);
    let missing: Vec<&String> = expected.difference(&found).collect();
    let invented: Vec<&String> = found.difference(&expected).collect();
    assert!(missing.is_empty(), "{name}: the driver misses {missing:#?}");
    assert!(invented.is_empty(), "{name}: the driver invents {invented:#?}");
    assert_eq!(fast.space.roots.len(), slow_space.roots.len(), "{name}");
}

#[test]
fn the_driver_finds_what_the_runner_finds() {
    check_all(40, 6, check);
}
