//! Embeds the sources of `suki-runtime` and `suki-simulator`, which generated workspaces contain.

use std::path::{Path, PathBuf};

fn main() {
    // Cargo runs this in the package's folder. No path below is absolute: folders of build outputs are copied.
    for name in ["runtime", "simulator"] {
        embed(name);
    }
}

/// Writes a table of the crate's files, with their text, for `include!`.
fn embed(name: &str) {
    let folder = Path::new("..").join(name);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::from("&[\n");
    for path in sources(&folder.join("src")) {
        let file = path.strip_prefix(&folder).expect("it lies below").display().to_string();
        let path = format!("/../{name}/{file}");
        table.push_str(&format!("({file:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),\n"));
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join(format!("{name}.rs")), table).expect("OUT_DIR can be written");
}

/// All files below `folder`, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the runtime lies beside this crate").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
