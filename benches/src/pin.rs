//! Which core a process runs on.

use crate::Error;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Cores that this process may use.
///
/// # Errors
/// If the kernel does not say.
pub fn cores() -> Result<Vec<usize>, Error> {
    let allowed = sched_getaffinity(None).map_err(|error| Error::file("sched_getaffinity")(error.into()))?;
    Ok((0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect())
}

/// Runs `start` on `core`: whatever it starts inherits this.
///
/// # Errors
/// Of `start`, or if the kernel refuses.
pub fn on_core<T>(core: usize, start: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let refused = |error: rustix::io::Errno| Error::file("sched_setaffinity")(error.into());
    let before = sched_getaffinity(None).map_err(refused)?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one).map_err(refused)?;
    let started = start();
    sched_setaffinity(None, &before).map_err(refused)?;
    started
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn children_stay_on_their_core() {
        let all = cores().expect("Linux says");
        let core = *all.last().expect("there is one");
        let text = on_core(core, || {
            Command::new("grep").args(["Cpus_allowed_list", "/proc/self/status"]).output().map_err(Error::file("grep"))
        });
        let text = String::from_utf8(text.expect("it runs").stdout).expect("it is UTF-8");
        assert_eq!(text.split_whitespace().last(), Some(core.to_string().as_str()));
        assert_eq!(cores().expect("Linux says"), all, "this thread is free again");
    }
}
