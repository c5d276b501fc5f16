//! Copies of what stands in a flow, with the names that it has at one use.

use super::{Expander, Meaning, Use, shifted};
use crate::text::binding::Binding;
use crate::text::chain::{Chain, Step, Value};
use crate::text::cursor::Name;
use crate::text::flow::substitute::Substitution;
use crate::text::flow::{Call, Given};
use crate::text::fragment::Expression;
use crate::{Code, Diagnostic, Quoted};

impl Expander<'_, '_> {
    pub(super) fn copy_binding(&mut self, one: &Use, binding: &Binding) -> Option<Binding> {
        let names = binding.names.iter().map(|name| self.copy_name(one, name)).collect::<Option<Vec<Name>>>()?;
        let annotation = match &binding.annotation {
            Some(annotation) => Some(self.copy_quoted(one, annotation, |s, ty| s.ty(ty))?),
            None => None,
        };
        let chain = self.copy_chain(one, &binding.chain)?;
        Some(Binding { names, is_output: false, annotation, facts: binding.facts.clone(), chain })
    }

    pub(super) fn copy_chain(&mut self, one: &Use, chain: &Chain) -> Option<Chain> {
        let start = if chain.starts_with_call() { chain.start.clone() } else { self.copy_name(one, &chain.start)? };
        let steps = chain.steps.iter().map(|step| self.copy_step(one, step)).collect::<Option<Vec<Step>>>()?;
        let mut calls = Vec::new();
        for call in &chain.calls {
            let arguments = call.arguments.iter().map(|given| self.copy_given(one, given));
            let arguments = arguments.collect::<Option<Vec<Given>>>()?;
            calls.push(Call { arguments, span: shifted(call.span, one.shift), ..call.clone() });
        }
        Some(Chain { start, steps, calls })
    }

    fn copy_step(&mut self, one: &Use, step: &Step) -> Option<Step> {
        let mut values = Vec::with_capacity(step.values.len());
        for value in &step.values {
            values.push(match value {
                Value::Type(ty) => Value::Type(self.copy_quoted(one, ty, |s, ty| s.ty(ty))?),
                Value::Closure(closure) => Value::Closure(self.copy_quoted(one, closure, |s, f| s.closure(f))?),
                Value::Chain(chain) => Value::Chain(self.copy_chain(one, chain)?),
                Value::Location(name) => Value::Location(self.copy_name(one, name)?),
                Value::Tick(name) => Value::Tick(self.copy_name(one, name)?),
                Value::Count(count) => Value::Count(Box::new(self.copy_constant(one, count)?)),
                Value::Text(_) | Value::Duration(_) | Value::Broken => value.clone(),
            });
        }
        let (name_span, span) = (shifted(step.name_span, one.shift), shifted(step.span, one.shift));
        Some(Step { spec: step.spec, values, name_span, span })
    }

    fn copy_given(&mut self, one: &Use, given: &Given) -> Option<Given> {
        Some(match given {
            Given::Name(name) => match one.meanings.get(&name.text) {
                Some(Meaning::Constant(constant)) => Given::Constant((**constant).clone()),
                _ => Given::Name(self.copy_name(one, name)?),
            },
            Given::Chain(chain) => Given::Chain(self.copy_chain(one, chain)?),
            Given::Constant(constant) => Given::Constant(self.copy_constant(one, constant)?),
        })
    }

    /// A name of the flow's text as a name of the program.
    pub(super) fn copy_name(&mut self, one: &Use, name: &Name) -> Option<Name> {
        let span = shifted(name.span, one.shift);
        let text = match one.meanings.get(&name.text) {
            None => name.text.clone(),
            Some(Meaning::Name(text)) => text.clone(),
            Some(Meaning::Broken) => return None,
            Some(Meaning::Constant(constant)) => {
                let message = format!("`{}` is the constant `{}` here", name.text, constant.quoted.text());
                let error = Diagnostic::new(Code::FlowArgumentKind, span, message);
                self.reader.report(error.label("expected a stream, location or tick"));
                return None;
            }
        };
        self.bytes += text.len();
        Some(Name { text, span })
    }

    fn copy_constant(&mut self, one: &Use, constant: &Expression) -> Option<Expression> {
        let copy = one.substitution.constant(constant);
        let mut copy = self.reader.checked(copy)?;
        self.bytes += copy.quoted.text().len();
        let span = shifted(copy.quoted.span(), one.shift);
        copy.quoted = copy.quoted.at(span);
        copy.offset = copy.offset.map(|offset| offset + one.shift);
        Some(copy)
    }

    fn copy_quoted(
        &mut self,
        one: &Use,
        quoted: &Quoted,
        write: impl FnOnce(&Substitution, &Quoted) -> Result<Quoted, Diagnostic>,
    ) -> Option<Quoted> {
        let quoted = quoted.clone().at(shifted(quoted.span(), one.shift));
        let written = write(&one.substitution, &quoted);
        let written = self.reader.checked(written)?;
        self.bytes += written.text().len();
        Some(written)
    }
}
