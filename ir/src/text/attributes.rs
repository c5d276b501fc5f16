//! Attributes: facts on statements, hints on closures.

use super::cursor::{Cursor, Group, Name};
use super::fragment::{self, Expression};
use super::lex::{Delimiter, Lexical};
use super::literal::text;
use super::reader::Reader;
use crate::limits::CPU_MILLI_MAX;
use crate::suggest::closest;
use crate::{Code, Diagnostic, Fact, Span, Wishes};

/// What may stand on a `let` or an output, with how it is written.
const FACTS: [(&str, &str); 9] = [
    ("rate", "#[rate(1.0)]"),
    ("selectivity", "#[selectivity(0.5)]"),
    ("bytes", "#[bytes(64)]"),
    ("fd", "#[fd((ballot, slot) -> command)]"),
    ("unique", "#[unique(id)]"),
    ("routed", "#[routed]"),
    ("balanced", "#[balanced]"),
    ("at_least_once", "#[at_least_once]"),
    ("lossy", "#[lossy]"),
];
/// What may stand on a location, with how it is written.
const WISHES: [(&str, &str); 4] = [
    ("machine", "#[machine(\"n2-standard-4\")]"),
    ("region", "#[region(\"us-east1\")]"),
    ("cpu", "#[cpu(2.0)]"),
    ("memory_mib", "#[memory_mib(512)]"),
];
/// What may stand on a closure.
const HINTS: [&str; 4] = ["commutative", "idempotent", "monotone", "cost_ns"];

/// One attribute: `#[name]` or `#[name(arguments)]`.
struct Attribute<'a> {
    name: Name,
    arguments: Option<Group<'a>>,
    span: Span,
}

impl Reader {
    /// The facts that a statement's attributes state. Doc comments are left to the reader of the text.
    pub(super) fn facts(&mut self, tokens: Cursor) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        for (span, inner) in attributes(tokens) {
            let mut cursor = inner;
            if is_doc(&cursor) {
                continue;
            }
            match self.fact(&mut cursor, span) {
                Ok(Some(fact)) => {
                    if repeats(&facts, &fact) {
                        self.report(wrong(span, "this fact is stated twice").code(Code::RepeatedFact));
                    }
                    facts.push(fact);
                }
                Ok(None) => {}
                Err(error) => self.report(error),
            }
        }
        facts
    }

    /// What a location's attributes wish for its machines.
    pub(super) fn wishes(&mut self, tokens: Cursor) -> Wishes {
        let mut wishes = Wishes::default();
        for (span, inner) in attributes(tokens) {
            let mut cursor = inner;
            if is_doc(&cursor) {
                continue;
            }
            if let Err(error) = self.wish(&mut cursor, span, &mut wishes) {
                self.report(error);
            }
        }
        wishes
    }

    fn wish(&self, cursor: &mut Cursor, span: Span, wishes: &mut Wishes) -> Result<(), Diagnostic> {
        let attribute = attribute(cursor, span)?;
        let stated = match attribute.name.text.as_str() {
            "machine" => wishes.machine.replace(attribute.text()?).is_some(),
            "region" => wishes.region.replace(attribute.text()?).is_some(),
            "cpu" => match self.measure(&attribute)? {
                Some(cores) => wishes.cpu_milli.replace(cpu_milli(cores, span)?).is_some(),
                None => false,
            },
            "memory_mib" => {
                let expression = attribute.expression()?;
                match self.constants.integer(&expression)? {
                    Some(0) => return Err(wrong(expression.quoted.span(), "memory must be more than nothing")),
                    Some(memory) => wishes.memory_mib.replace(memory).is_some(),
                    None => false,
                }
            }
            _ => return Err(unknown(&attribute.name, WISHES.iter().map(|(name, _)| *name), "a location")),
        };
        if stated { Err(wrong(span, "this wish is stated twice").code(Code::RepeatedFact)) } else { Ok(()) }
    }

    /// Reports attributes on a statement that takes none.
    pub(super) fn no_attributes(&mut self, tokens: Cursor, what: &str) {
        for (span, inner) in attributes(tokens) {
            if !is_doc(&inner) {
                self.report(wrong(span, format!("{what} takes no attributes")));
            }
        }
    }

    fn fact(&self, cursor: &mut Cursor, span: Span) -> Result<Option<Fact>, Diagnostic> {
        let attribute = attribute(cursor, span)?;
        let fact = match attribute.name.text.as_str() {
            "rate" => self.measure(&attribute)?.map(Fact::Rate),
            "selectivity" => self.measure(&attribute)?.map(Fact::Selectivity),
            "bytes" => self.constants.integer(&attribute.expression()?)?.map(Fact::Bytes),
            "fd" => Some(attribute.dependency()?),
            "unique" => {
                let mut cursor = attribute.arguments()?;
                let fields = fields(&mut cursor).ok_or_else(|| attribute.malformed(cursor.span()))?;
                attribute.finished(&cursor)?;
                Some(Fact::Unique(fields))
            }
            "routed" => Some(attribute.bare(Fact::Routed)?),
            "balanced" => Some(attribute.bare(Fact::Balanced)?),
            "at_least_once" => Some(attribute.bare(Fact::AtLeastOnce)?),
            "lossy" => Some(attribute.bare(Fact::Lossy)?),
            _ => return Err(unknown(&attribute.name, FACTS.iter().map(|(name, _)| *name), "a stream")),
        };
        Ok(fact)
    }

    fn measure(&self, attribute: &Attribute) -> Result<Option<f64>, Diagnostic> {
        self.constants.number(&attribute.expression()?)
    }
}

impl<'a> Attribute<'a> {
    fn arguments(&self) -> Result<Cursor<'a>, Diagnostic> {
        match self.arguments {
            Some(group) => Ok(group.inner),
            None => Err(self.malformed(self.span)),
        }
    }

    fn expression(&self) -> Result<Expression, Diagnostic> {
        let mut cursor = self.arguments()?;
        if cursor.is_empty() {
            return Err(self.malformed(cursor.end()));
        }
        let expression = fragment::expression(&mut cursor)?;
        self.finished(&cursor)?;
        Ok(expression)
    }

    /// A string that is not empty.
    fn text(&self) -> Result<String, Diagnostic> {
        let mut cursor = self.arguments()?;
        let found = text(&mut cursor).filter(|text| !text.is_empty());
        self.finished(&cursor)?;
        found.ok_or_else(|| self.malformed(cursor.end()))
    }

    /// `(a, b) -> c`.
    fn dependency(&self) -> Result<Fact, Diagnostic> {
        let mut cursor = self.arguments()?;
        let determinant = fields(&mut cursor).ok_or_else(|| self.malformed(cursor.span()))?;
        if !cursor.punct("->") {
            return Err(self.malformed(cursor.span()));
        }
        let dependent = fields(&mut cursor).ok_or_else(|| self.malformed(cursor.span()))?;
        self.finished(&cursor)?;
        Ok(Fact::Fd { determinant, dependent })
    }

    fn bare(&self, fact: Fact) -> Result<Fact, Diagnostic> {
        match self.arguments {
            Some(group) => Err(self.malformed(group.span)),
            None => Ok(fact),
        }
    }

    fn finished(&self, cursor: &Cursor) -> Result<(), Diagnostic> {
        if cursor.is_empty() { Ok(()) } else { Err(self.malformed(cursor.span())) }
    }

    fn malformed(&self, at: Span) -> Diagnostic {
        let example =
            FACTS.iter().chain(&WISHES).find(|(name, _)| *name == self.name.text).map_or("", |(_, example)| *example);
        wrong(at, format!("`#[{}]` is not written like this", self.name.text))
            .help(format!("write it like `{example}`"))
    }
}

/// The attributes of a statement: where each stands, and what is in its brackets.
fn attributes(mut tokens: Cursor<'_>) -> Vec<(Span, Cursor<'_>)> {
    let mut found = Vec::new();
    while !tokens.is_empty() {
        let start = tokens.span();
        tokens.advance(1);
        match tokens.group(Delimiter::Bracket) {
            Some(group) => found.push((start.to(group.span), group.inner)),
            None => tokens.advance(1),
        }
    }
    found
}

fn attribute<'a>(cursor: &mut Cursor<'a>, span: Span) -> Result<Attribute<'a>, Diagnostic> {
    let Some(name) = cursor.word() else {
        return Err(wrong(span, "an attribute begins with a name"));
    };
    let arguments = cursor.group(Delimiter::Parenthesis);
    if !cursor.is_empty() {
        return Err(wrong(cursor.span(), format!("unexpected {} in an attribute", cursor.found())));
    }
    Ok(Attribute { name, arguments, span })
}

fn is_doc(cursor: &Cursor) -> bool {
    cursor.peek_word().is_some_and(|word| word.text == "doc")
}

/// A field, or several in parentheses: names, or positions in a tuple.
fn fields(cursor: &mut Cursor) -> Option<Vec<String>> {
    let Some(group) = cursor.group(Delimiter::Parenthesis) else {
        return field(cursor).map(|field| vec![field]);
    };
    let mut list = group.inner;
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(field(&mut list)?);
        if !list.is_empty() && !list.punct(",") {
            return None;
        }
    }
    (!names.is_empty()).then_some(names)
}

fn field(cursor: &mut Cursor) -> Option<String> {
    if let Some((Lexical::Literal, position)) = cursor.next() {
        let text = position.to_string();
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        cursor.advance(1);
        return Some(text);
    }
    cursor.name().map(|name| name.text)
}

/// Cores in thousandths.
fn cpu_milli(cores: f64, span: Span) -> Result<u32, Diagnostic> {
    let milli = cores * 1_000.0;
    let exact = milli.round();
    // What a decimal of three digits misses by is below this.
    if (milli - exact).abs() > 1e-6 || !(1.0..=f64::from(CPU_MILLI_MAX)).contains(&exact) {
        let message = format!("cores are thousandths between 0.001 and {}", CPU_MILLI_MAX / 1_000);
        return Err(wrong(span, message).help("write it like `#[cpu(2.0)]`"));
    }
    Ok(exact as u32)
}

/// Whether a fact that may be stated once is among `facts`.
pub(super) fn repeats(facts: &[Fact], fact: &Fact) -> bool {
    facts.iter().any(|other| is_single(fact) && same_kind(other, fact))
}

fn is_single(fact: &Fact) -> bool {
    !matches!(fact, Fact::Fd { .. } | Fact::Unique(_))
}

fn same_kind(a: &Fact, b: &Fact) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// Checks the attributes of a closure; `place` is where a span of theirs stands.
///
/// # Errors
/// When one is unknown.
pub(super) fn closure_attributes(
    attributes: &[syn::Attribute],
    place: impl Fn(proc_macro2::Span) -> Span,
) -> Result<(), Diagnostic> {
    for attribute in attributes {
        use syn::spanned::Spanned;
        let path = attribute.path();
        let text = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let name = Name { text, span: place(path.span()) };
        if path.segments.len() != 1 || !HINTS.contains(&name.text.as_str()) {
            return Err(unknown(&name, HINTS, "a closure"));
        }
    }
    Ok(())
}

fn unknown<'a>(name: &Name, known: impl IntoIterator<Item = &'a str> + Clone, place: &str) -> Diagnostic {
    let error = wrong(name.span, format!("`{}` is no attribute of {place}", name.text)).code(Code::UnknownAttribute);
    let list = known.clone().into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match closest(&name.text, known) {
        Some(similar) => error.help(format!("did you mean `{similar}`?")),
        None => error.help(format!("known are {list}")),
    }
}

fn wrong(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::WrongAttribute, span, message)
}
