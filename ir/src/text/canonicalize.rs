//! Names and order for programs that no text made, so that their text reads back as the same program.

use super::bounds;
use super::groups::Tokens;
use super::statement::Statements;
use super::trees::{Trees, is_output};
use crate::limits::{CHAIN_OPERATORS_MAX, NESTING_MAX, STATEMENT_TOKENS_MAX};
use crate::{Operator, OperatorId, Program};
use std::collections::HashSet;

/// Brings any valid program into the form that reading its text gives.
///
/// Operators that cannot stand inside a statement get names: those with several readers or none, with
/// facts or an annotation, in a cycle without names, and where a statement would exceed a limit of the
/// language. Operators get the ids of their place in the text. Afterwards
/// `parse(&program.to_string()).0 == program`; a program that was read from a text comes back unchanged.
///
/// ```
/// use suki_ir::{Closure, Op, Operator, OperatorId, Span};
/// let (mut program, _) = suki_ir::parse("process p; let beats = p.interval(1s);");
/// let op = Op::Map(Closure::from_canonical("|_| 1", Span::NONE));
/// program.operators.push(Operator::new(op, vec![OperatorId(0)]));
/// let program = suki_ir::canonicalize(program);
/// assert_eq!(program.to_string(), "process p;\n\nlet beats = p.interval(1s);\nlet map_1 = beats.map(|_| 1);\n");
/// assert_eq!(suki_ir::parse(&program.to_string()).0, program);
/// ```
pub fn canonicalize(mut program: Program) -> Program {
    let mut trees = Trees::new(&program);
    name(&mut program, &trees);
    while shorten(&program, &mut trees) {
        name(&mut program, &trees);
    }
    reorder(program, &trees)
}

/// Whether every statement has the name that it needs, and no statement is too long.
pub(super) fn is_named(program: &Program, trees: &Trees) -> bool {
    let named = |id: &OperatorId| {
        let operator = program.operator(*id);
        is_output(&operator.op) || operator.name.is_some()
    };
    trees.roots().iter().all(|root| named(root) && within_limits(program, trees, *root))
}

/// Names all statements that have no name, or one that is taken.
fn name(program: &mut Program, trees: &Trees) {
    let declared = program.locations.iter().map(|location| location.name.clone());
    let mut taken: HashSet<String> = declared.chain(program.ticks.iter().map(|tick| tick.name.clone())).collect();
    let mut nameless = Vec::new();
    for root in trees.roots() {
        let operator = &mut program.operators[root.index()];
        if is_output(&operator.op) {
            operator.name = None;
            operator.annotation = None;
            continue;
        }
        match &operator.name {
            Some(name) if taken.insert(name.clone()) => {}
            _ => nameless.push(root),
        }
    }
    for root in nameless {
        let operator = &mut program.operators[root.index()];
        let base = operator.name.take().unwrap_or_else(|| operator.op.name().to_string());
        let fresh = (1..).map(|number: u32| format!("{base}_{number}")).find(|name| !taken.contains(name));
        taken.extend(fresh.clone());
        operator.name = fresh;
    }
}

/// Takes an operator out of each statement that is too long; whether there was one.
fn shorten(program: &Program, trees: &mut Trees) -> bool {
    let mut shortened = false;
    for root in trees.roots() {
        if !within_limits(program, trees, root)
            && let Some(middle) = middle(program, trees, root)
        {
            trees.take_out(middle);
            shortened = true;
        }
    }
    shortened
}

/// The operator of a statement whose own operators are closest to half of it.
fn middle(program: &Program, trees: &Trees, root: OperatorId) -> Option<OperatorId> {
    let order = trees.operators(program, root);
    let half = order.len() / 2;
    let mut sizes = std::collections::HashMap::new();
    for id in &order {
        let inputs = program.operator(*id).inputs.iter().filter(|input| trees.is_inlined(**input));
        let size: usize = 1 + inputs.map(|input| sizes.get(input).copied().unwrap_or(0)).sum::<usize>();
        sizes.insert(*id, size);
    }
    order.into_iter().filter(|id| *id != root).min_by_key(|id| sizes.get(id).copied().unwrap_or(0).abs_diff(half))
}

/// Whether the reader accepts the statement of `root`.
fn within_limits(program: &Program, trees: &Trees, root: OperatorId) -> bool {
    let order = trees.operators(program, root);
    // Chains as arguments of chains, and operators in the longest chain, for each operator.
    let mut measures = std::collections::HashMap::new();
    let (mut depth_max, mut chain_max) = (0usize, 0usize);
    for id in &order {
        let operator = program.operator(*id);
        let (mut depth, mut chain) = (0, 1);
        for (position, input) in operator.inputs.iter().enumerate() {
            let Some((inner_depth, inner_chain)) = measures.get(input).copied() else { continue };
            let receiver = position == 0 && !is_output(&operator.op);
            depth = depth.max(if receiver { inner_depth } else { inner_depth + 1 });
            chain = if receiver { inner_chain + 1 } else { chain };
        }
        (depth_max, chain_max) = (depth_max.max(depth), chain_max.max(chain));
        measures.insert(*id, (depth, chain));
    }
    if depth_max > NESTING_MAX || chain_max > CHAIN_OPERATORS_MAX {
        return false;
    }
    let text = Statements::new(program, trees).statement(root);
    let openers = text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    if text.len() <= STATEMENT_TOKENS_MAX && openers <= NESTING_MAX {
        return true;
    }
    let Some(tokens) = Tokens::of_rust(&text) else { return true };
    let count = tokens.list.len();
    count <= STATEMENT_TOKENS_MAX && bounds::nesting(&tokens, 0..count) <= NESTING_MAX
}

/// Gives operators the ids of their place in the text.
fn reorder(program: Program, trees: &Trees) -> Program {
    let order: Vec<OperatorId> = trees.roots().into_iter().flat_map(|root| trees.operators(&program, root)).collect();
    let mut ids = vec![OperatorId(0); program.operators.len()];
    for (position, id) in order.iter().enumerate() {
        ids[id.index()] = OperatorId::new(position);
    }
    let mut old: Vec<Option<Operator>> = program.operators.into_iter().map(Some).collect();
    let operators = order.iter().filter_map(|id| old[id.index()].take()).map(|mut operator| {
        for input in &mut operator.inputs {
            *input = ids[input.index()];
        }
        operator
    });
    Program { operators: operators.collect(), ..program }
}
