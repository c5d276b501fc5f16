//! Control flow: blocks, branches, loops, and closures that are values.

use super::operand::{common, item_of};
use super::reader::{CLOSURE, Reader};
use crate::Ty;
use std::rc::Rc;
use syn::Expr;

impl Reader<'_> {
    /// The type of an expression that decides what is read next.
    pub(super) fn control_flow(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Block(block) => self.block(&block.block),
            Expr::If(branch) => self.in_scope(|reader| reader.branch(branch)),
            Expr::Match(branches) => self.branches(branches),
            Expr::Let(condition) => {
                let matched = self.expression(&condition.expr);
                self.bind_part(&condition.pat, &matched, self.is_of_state(&condition.expr));
                Ty::path("bool")
            }
            Expr::While(repeat) => self.in_scope(|reader| {
                reader.expression(&repeat.cond);
                reader.block(&repeat.body);
                Ty::unit()
            }),
            Expr::ForLoop(repeat) => self.in_scope(|reader| {
                let items = reader.expression(&repeat.expr);
                reader.bind_part(&repeat.pat, &item_of(&items), reader.is_of_state(&repeat.expr));
                reader.block(&repeat.body);
                Ty::unit()
            }),
            Expr::Loop(repeat) => {
                self.block(&repeat.body);
                Ty::Unknown
            }
            Expr::Assign(assign) => {
                let left = self.expression(&assign.left);
                let right = self.expression(&assign.right);
                self.assigned(assign, &left, &right);
                Ty::unit()
            }
            Expr::Return(leave) => {
                self.returns = true;
                self.read(leave.expr.as_deref())
            }
            Expr::Break(leave) => self.read(leave.expr.as_deref()),
            Expr::Closure(closure) => {
                self.call(closure, &vec![Ty::Unknown; closure.inputs.len()]);
                self.closures.push((Rc::new(closure.clone()), self.bindings.len()));
                Ty::Path(CLOSURE.into(), vec![Ty::path(&(self.closures.len() - 1).to_string())])
            }
            Expr::Index(index) => {
                let base = self.expression(&index.expr);
                let position = self.expression(&index.index);
                if position == Ty::path("usize") { item_of(&base) } else { Ty::Unknown }
            }
            Expr::Try(attempt) => {
                self.returns = true;
                match self.expression(&attempt.expr) {
                    Ty::Path(name, arguments) if matches!(name.as_str(), "Option" | "Result") => {
                        arguments.into_iter().next().unwrap_or(Ty::Unknown)
                    }
                    _ => Ty::Unknown,
                }
            }
            Expr::Range(range) => {
                self.read(range.start.as_deref());
                self.read(range.end.as_deref())
            }
            _ => Ty::Unknown,
        }
    }

    fn in_scope(&mut self, read: impl FnOnce(&mut Self) -> Ty) -> Ty {
        let scope = self.bindings.len();
        let ty = read(self);
        self.bindings.truncate(scope);
        ty
    }

    fn branch(&mut self, branch: &syn::ExprIf) -> Ty {
        self.expression(&branch.cond);
        let then = self.block(&branch.then_branch);
        match &branch.else_branch {
            Some((_, otherwise)) => common(vec![then, self.expression(otherwise)]),
            None => Ty::unit(),
        }
    }

    fn branches(&mut self, branches: &syn::ExprMatch) -> Ty {
        let matched = self.expression(&branches.expr);
        let of_state = self.is_of_state(&branches.expr);
        let arms = branches.arms.iter().map(|arm| {
            self.in_scope(|reader| {
                reader.bind_part(&arm.pat, &matched, of_state);
                if let Some((_, guard)) = &arm.guard {
                    reader.expression(guard);
                }
                reader.expression(&arm.body)
            })
        });
        let arms = arms.collect();
        common(arms)
    }

    fn block(&mut self, block: &syn::Block) -> Ty {
        self.in_scope(|reader| {
            let mut last = Ty::unit();
            for statement in &block.stmts {
                last = reader.statement(statement);
            }
            last
        })
    }

    fn statement(&mut self, statement: &syn::Stmt) -> Ty {
        match statement {
            syn::Stmt::Local(local) => {
                let (mut ty, mut of_state) = (Ty::Unknown, false);
                if let Some(init) = &local.init {
                    ty = self.expression(&init.expr);
                    of_state = self.is_of_state(&init.expr);
                    if let Some((_, diverge)) = &init.diverge {
                        self.expression(diverge);
                    }
                }
                self.bind_part(&local.pat, &ty, of_state);
                Ty::unit()
            }
            syn::Stmt::Expr(expression, semicolon) => {
                let ty = self.expression(expression);
                let leaves = matches!(expression, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Loop(_));
                if semicolon.is_some() && !leaves { Ty::unit() } else { ty }
            }
            syn::Stmt::Macro(mac) => {
                let ty = self.macro_call(&mac.mac);
                if mac.semi_token.is_some() { Ty::Unknown } else { ty }
            }
            syn::Stmt::Item(_) => Ty::unit(),
        }
    }
}
