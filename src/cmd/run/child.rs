//! Processes of ours. None of them outlives us: each has a group of its own, is killed when its owner drops it, and
//! ends by itself when the pipe to its standard input closes, as it does when we are killed.

use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

/// Lines of a log that an error shows.
const TAIL_LINES: usize = 12;

/// One process that runs.
pub struct Started {
    /// What messages call it.
    pub name: String,
    /// The process itself.
    pub child: Child,
    log: PathBuf,
    ended: Option<ExitStatus>,
}

impl Started {
    /// Starts `command` in a group of its own, its standard error going to the file `log`.
    pub fn new(name: String, mut command: Command, log: PathBuf) -> io::Result<Self> {
        let child = command.stdin(Stdio::piped()).stderr(File::create(&log)?).process_group(0).spawn()?;
        Ok(Self { name, child, log, ended: None })
    }

    /// How it ended, once it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().ok().flatten();
        }
        self.ended
    }

    /// Asks it to finish.
    pub fn ask_to_stop(&mut self) {
        self.signal(Signal::TERM);
    }

    /// Ends it, whatever it does.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.ended = self.child.wait().ok();
    }

    /// Stops it for ever: it does not end, and does nothing.
    pub fn freeze(&mut self) {
        self.signal(Signal::STOP);
    }

    /// The last it had to say.
    pub fn last_words(&self) -> Vec<String> {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].iter().map(ToString::to_string).collect()
    }

    fn signal(&mut self, signal: Signal) {
        // A process that has ended and been waited for may have left its number to another.
        if self.ended().is_none()
            && let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
        {
            // It has ended just now: that is what was wanted.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.ended().is_none() {
            self.kill();
        }
    }
}

/// How a process ended, in words.
pub fn words(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".into(),
    }
}
