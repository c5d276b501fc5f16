//! Where it was measured.

use serde::Serialize;

/// This machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The model of its CPU.
    pub cpu: String,
    /// Cores that we may use.
    pub cores: usize,
    /// The version of the kernel.
    pub kernel: String,
}

impl Machine {
    /// What the system says; empty where it says nothing.
    pub fn this() -> Self {
        let text = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let info = text("/proc/cpuinfo");
        let cpu = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Machine {
            cpu: cpu.map_or_else(String::new, |(_, name)| name.trim().to_string()),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            kernel: text("/proc/sys/kernel/osrelease").trim().to_string(),
        }
    }
}
