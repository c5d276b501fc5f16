//! Newtype ids: indices into the tables of a [`Program`](crate::Program).

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the entry at `index` of its table.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("limits keep every table below 2^32 entries"))
            }

            /// The position in the table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A location: process, cluster, external or helper.
    LocationId
);
id!(
    /// A tick domain.
    TickId
);
id!(
    /// An operator; in textual order.
    OperatorId
);
