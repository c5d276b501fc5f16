//! Counters of elements, in workspaces that are made to measure rates.

use super::Transducer;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use suki_ir::OperatorId;

impl Transducer<'_> {
    /// Code that counts so many elements of stream `id`, if that is wanted and the stream has a name.
    pub(super) fn count(&self, id: OperatorId, elements: &TokenStream) -> TokenStream {
        let is_wanted = self.plan.counts && self.plan.operator(id).name.is_some();
        let number = u16::try_from(id.index()).ok().filter(|_| is_wanted).map(Literal::u16_unsuffixed);
        number.map_or_else(TokenStream::new, |number| quote!(suki_runtime::profile::count(#number, #elements);))
    }
}
