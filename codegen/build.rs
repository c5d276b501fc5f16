//! Embeds the sources of `suki-runtime`, which generated workspaces contain.

use std::path::{Path, PathBuf};

fn main() {
    // Cargo runs this in the package's folder. No path below is absolute: folders of build outputs are copied.
    let runtime = Path::new("../runtime");
    println!("cargo::rerun-if-changed={}", runtime.display());
    let mut table = String::from("&[\n");
    for path in sources(&runtime.join("src")) {
        let name = path.strip_prefix(runtime).expect("it lies below").display().to_string();
        let path = format!("/../runtime/{name}");
        table.push_str(&format!("({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),\n"));
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join("runtime.rs"), table).expect("OUT_DIR can be written");
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
