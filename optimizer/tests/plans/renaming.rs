//! Plans are found, not recognised: other names and another order of statements give the same plan.
