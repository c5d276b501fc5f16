//! `impl Workload`: the clauses of the program's workload.

use super::answer;
use super::ports::{Port, Ports};
use crate::names::identifier;
use crate::plan::Plan;
use crate::print;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use suki_ir::{Clause, Closure, LocationKind, Op, View};

/// The clauses, and the ports that they speak of.
struct Clauses<'a> {
    drives: Vec<(&'a Port<'a>, &'a Closure)>,
    answers: Vec<(&'a Port<'a>, &'a Port<'a>, &'a Closure)>,
    redirects: Vec<(&'a Port<'a>, &'a Closure)>,
    views: Vec<(&'a Port<'a>, View)>,
    retry_after_ms: Option<u64>,
}

impl<'a> Clauses<'a> {
    fn of(plan: &'a Plan, ports: &'a Ports<'a>) -> Self {
        let mut all = Clauses {
            drives: Vec::new(),
            answers: Vec::new(),
            redirects: Vec::new(),
            views: Vec::new(),
            retry_after_ms: None,
        };
        for clause in plan.program.workload.iter().flat_map(|workload| &workload.clauses) {
            match clause {
                Clause::Drive { port, make } => all.drives.extend(ports.input(port).map(|port| (port, make))),
                Clause::Answer { input, output, matches } => {
                    all.answers
                        .extend(ports.input(input).zip(ports.output(output)).map(|(one, two)| (one, two, matches)));
                }
                Clause::Redirect { port, target } => {
                    all.redirects.extend(ports.output(port).map(|port| (port, target)));
                }
                Clause::RetryAfter { after_ms } => all.retry_after_ms = Some(*after_ms),
                Clause::Observe { port, view } => all.views.extend(ports.output(port).map(|port| (port, *view))),
                Clause::Linearizable { .. } | Clause::Atomic { .. } => {}
            }
        }
        all
    }
}

/// `impl Workload for Clients`, and the functions that it is made of.
pub(super) fn tokens(plan: &Plan, ports: &Ports) -> (TokenStream, Vec<TokenStream>) {
    let clauses = Clauses::of(plan, ports);
    let mut functions = Vec::new();
    let request = request(plan, &clauses, &mut functions);
    let meaning = meaning(plan, ports, &clauses, &mut functions);
    let keys = keys(plan, &clauses, &mut functions);
    let answers = answers(plan, &clauses, &mut functions);
    let views = ports.outputs.iter().map(|port| {
        let view = clauses.views.iter().find(|(of, _)| of.id == port.id).map_or(View::Bag, |(_, view)| *view);
        let (variant, view) = (&port.variant, view_name(view));
        quote!(ClientOutput::#variant(_) => View::#view)
    });
    let retry = match clauses.retry_after_ms {
        Some(after_ms) => quote!(Some(#after_ms)),
        None => quote!(None),
    };
    let targets = Literal::u32_unsuffixed(targets(plan, ports));
    let workload = quote! {
        impl Workload for Clients {
            type Request = ClientInput;
            type Reply = ClientOutput;

            fn request(&self, call: &Call, rng: &mut Rng) -> ClientInput { #request }
            fn meaning(&self, reply: &ClientOutput) -> Meaning { match *reply { #meaning } }
            fn key(&self, request: &ClientInput) -> Option<u64> { match request { #keys _ => None } }
            fn answers(&self, request: &ClientInput, reply: &ClientOutput) -> bool {
                match (request, reply) { #answers _ => false }
            }
            fn view(&self, reply: &ClientOutput) -> View { match *reply { #(#views,)* } }
            fn targets(&self) -> u32 { #targets }
            fn retry_after_ms(&self) -> Option<u64> { #retry }
        }
    };
    (workload, functions)
}

/// The body of `request`: one of the drives, each as often as any other.
fn request(plan: &Plan, clauses: &Clauses, functions: &mut Vec<TokenStream>) -> TokenStream {
    let made: Vec<TokenStream> = clauses
        .drives
        .iter()
        .map(|(port, make)| {
            let (name, variant, element) = (named("drive", port), &port.variant, &port.element);
            let closure = make.closure();
            let parameters: Vec<TokenStream> = closure.inputs.iter().map(pattern).collect();
            let target = cluster_of(plan, port);
            let (types, arguments): (Vec<TokenStream>, TokenStream) = match (parameters.len(), target) {
                (5, Some(cluster)) => (
                    vec![quote!(u64), quote!(u64), quote!(u64), quote!(MemberId<#cluster>), quote!(&mut Rng)],
                    quote!(call.i, call.acked, call.attempt, MemberId::new(call.target), rng),
                ),
                (5, None) => (
                    vec![quote!(u64), quote!(u64), quote!(u64), quote!(u32), quote!(&mut Rng)],
                    quote!(call.i, call.acked, call.attempt, call.target, rng),
                ),
                _ => (vec![quote!(u64), quote!(&mut Rng)], quote!(call.i, rng)),
            };
            let (body, place) = (&closure.body, place(plan, make));
            functions.push(quote! {
                #[doc = #place]
                fn #name(#(#parameters: #types),*) -> #element { #body }
            });
            quote!(ClientInput::#variant(#name(#arguments)))
        })
        .collect();
    match made.as_slice() {
        [] => quote!(panic!("the workload drives no input")),
        [only] => only.clone(),
        [all @ .., last] => {
            let count = all.len() as u64 + 1;
            let numbers = (0..all.len() as u64).map(Literal::u64_unsuffixed);
            quote!(match rng.below(#count) { #(#numbers => #all,)* _ => #last })
        }
    }
}

fn meaning(plan: &Plan, ports: &Ports, clauses: &Clauses, functions: &mut Vec<TokenStream>) -> TokenStream {
    let arms = ports.outputs.iter().map(|port| {
        let variant = &port.variant;
        if let Some((_, target)) = clauses.redirects.iter().find(|(of, _)| of.id == port.id) {
            let (name, element, place) = (named("redirect", port), &port.element, place(plan, target));
            let closure = target.closure();
            let (parameters, body) = (closure.inputs.iter().map(pattern), &closure.body);
            let cluster = clauses.drives.iter().find_map(|(port, _)| cluster_of(plan, port));
            let member = cluster.map_or_else(|| quote!(u32), |cluster| quote!(MemberId<#cluster>));
            functions.push(quote! {
                #[doc = #place]
                fn #name(#(#parameters: &#element),*) -> (u64, #member) { #body }
            });
            return quote! {
                ClientOutput::#variant(ref element) => {
                    let (i, member) = #name(element);
                    Meaning::Redirect { i, member: member.index() }
                }
            };
        }
        let Some((_, _, matches)) = clauses.answers.iter().find(|(_, of, _)| of.id == port.id) else {
            return quote!(ClientOutput::#variant(_) => Meaning::Notice,);
        };
        match answer::keys(matches) {
            Some(keys) => {
                let (name, element) = (named("answered", port), &port.element);
                let closure = matches.closure();
                let (parameter, key) = (closure.inputs.iter().nth(1).map(pattern), &keys.reply);
                functions.push(quote! {
                    #[doc = " The part of an answer by which it finds its request."]
                    fn #name(#parameter: &#element) -> u64 { key_of(&(#key)) }
                });
                quote!(ClientOutput::#variant(ref element) => Meaning::Answer(Some(#name(element))),)
            }
            None => quote!(ClientOutput::#variant(_) => Meaning::Answer(None),),
        }
    });
    quote!(#(#arms)*)
}

fn keys(plan: &Plan, clauses: &Clauses, functions: &mut Vec<TokenStream>) -> TokenStream {
    let _ = plan;
    let arms = clauses.answers.iter().filter_map(|(port, _, matches)| {
        let keys = answer::keys(matches)?;
        let (name, element, variant) = (named("asked", port), &port.element, &port.variant);
        let closure = matches.closure();
        let (parameter, key) = (closure.inputs.first().map(pattern), &keys.request);
        functions.push(quote! {
            #[doc = " The part of a request by which its answer finds it."]
            fn #name(#parameter: &#element) -> u64 { key_of(&(#key)) }
        });
        Some(quote!(ClientInput::#variant(element) => Some(#name(element)),))
    });
    quote!(#(#arms)*)
}

fn answers(plan: &Plan, clauses: &Clauses, functions: &mut Vec<TokenStream>) -> TokenStream {
    let arms = clauses.answers.iter().map(|(input, output, matches)| {
        let name = format_ident!("{}_{}", named("answers", input), identifier(output.name));
        let (one, other) = (&input.element, &output.element);
        let closure = matches.closure();
        let parameters = closure.inputs.iter().map(pattern);
        let (types, body, place) = ([quote!(&#one), quote!(&#other)], &closure.body, place(plan, matches));
        functions.push(quote! {
            #[doc = #place]
            fn #name(#(#parameters: #types),*) -> bool { #body }
        });
        let (input, output) = (&input.variant, &output.variant);
        quote!((ClientInput::#input(request), ClientOutput::#output(reply)) => #name(request, reply),)
    });
    quote!(#(#arms)*)
}

/// `fn spec`: the sequential specification, when there is one.
///
/// Its closures are written into those that they are given to: only there does rustc know the type of the state.
pub(super) fn spec(plan: &Plan, ports: &Ports) -> TokenStream {
    let clauses = Clauses::of(plan, ports);
    let parts = plan.program.workload.iter().flat_map(|workload| &workload.clauses).find_map(|clause| match clause {
        Clause::Linearizable { key, init, apply, value } => Some((key, init, apply, value)),
        _ => None,
    });
    let (Some((key, init, apply, value)), Some((input, output, _))) = (parts, clauses.answers.first()) else {
        return quote! {
            #[doc = " The program does not say what its history has to be."]
            pub fn spec() -> impl Spec<Request = ClientInput, Reply = ClientOutput> { NoSpec::new() }
        };
    };
    let (asked, told) = (&input.variant, &output.variant);
    let place = place(plan, apply);
    let key = match key {
        Some(key) => {
            let closure = key.closure();
            let (parameter, body) = (closure.inputs.first().map(pattern), &closure.body);
            quote!({ let #parameter = element; #body })
        }
        None => quote!(()),
    };
    let init = &init.closure().body.clone();
    let apply = apply.closure();
    let (state, request) = (apply.inputs.first().map(pattern), apply.inputs.iter().nth(1).map(pattern));
    let apply = &apply.body;
    let value = value.closure();
    let (reply, value) = (value.inputs.first().map(pattern), &value.body);
    quote! {
        #[doc = #place]
        pub fn spec() -> impl Spec<Request = ClientInput, Reply = ClientOutput> {
            Sequential::new(
                |request: &ClientInput| match request { ClientInput::#asked(element) => Some(#key), _ => None },
                || #init,
                |state, request: &ClientInput| match request {
                    ClientInput::#asked(element) => { let (#state, #request) = (state, element); #apply }
                    _ => unreachable!("it has no key"),
                },
                |reply: &ClientOutput| match reply {
                    ClientOutput::#told(element) => { let #reply = element; Some(#value) }
                    _ => None,
                },
            )
        }
    }
}

fn named(what: &str, port: &Port) -> Ident {
    format_ident!("{what}_{}", identifier(port.name).trim_start_matches("r#"))
}

/// A parameter without the type that the author gave it: the function says it.
fn pattern(pattern: &syn::Pat) -> TokenStream {
    match pattern {
        syn::Pat::Type(typed) => self::pattern(&typed.pat),
        other => quote!(#other),
    }
}

fn place(plan: &Plan, closure: &Closure) -> String {
    format!(" {}", plan.source.place(closure.span()))
}

/// The cluster whose member a client chooses for elements of `port`.
fn cluster_of(plan: &Plan, port: &Port) -> Option<Ident> {
    let cluster = plan.edges(port.id).iter().find_map(|edge| match plan.op(edge.reader) {
        Op::Demux { to, .. } => Some(plan.program.family(*to)),
        _ => None,
    })?;
    Some(print::ident(plan.location_name(cluster)))
}

/// Members that a client chooses from.
fn targets(plan: &Plan, ports: &Ports) -> u32 {
    let clusters =
        ports.inputs.iter().flat_map(|port| plan.edges(port.id)).filter_map(|edge| match plan.op(edge.reader) {
            Op::Demux { to, .. } => Some(plan.program.family(*to)),
            _ => None,
        });
    let members = |cluster| match plan.program.location(cluster).kind {
        LocationKind::Cluster { members, .. } => members,
        _ => 1,
    };
    clusters.map(members).max().unwrap_or(1)
}

fn view_name(view: View) -> Ident {
    let name = match view {
        View::Sequence => "Sequence",
        View::PerKey => "PerKey",
        View::Bag => "Bag",
        View::Set => "Set",
        View::Lattice => "Lattice",
    };
    print::ident(name)
}
