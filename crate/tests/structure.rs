//! No files of the crate import each other in a circle but those that are declared here, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Circles that are one idea in several files.
const DECLARED: [&[&str]; 1] = [
    // Terms normalise themselves as they are built: building asks the simplifier, expands compositions by their rules and
    // sets down what values depend on, all of which build terms.
    &["op/rules.rs", "term/mod.rs", "term/simplify.rs", "term/structural.rs"],
];

/// A module by its path from the crate's root.
type Module = Vec<String>;

/// The crate's sources, and what each of them names.
#[derive(Default)]
struct Crate {
    /// The file of every module, relative to `src`.
    files: BTreeMap<Module, String>,
    /// Every path in the source of a module, absolute.
    paths: BTreeMap<Module, Vec<Module>>,
    /// What a name stands for that a module re-exports, or that is a macro at the crate's root.
    aliases: BTreeMap<Module, Module>,
}

impl Crate {
    fn read() -> Crate {
        let mut all = Crate::default();
        all.add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), Vec::new(), "lib.rs".into());
        all
    }

    /// Adds a module and those that it declares.
    fn add(&mut self, src: &Path, module: Module, file: String) {
        let text = std::fs::read_to_string(src.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let tokens = tokens(&text);
        let folder = match file.rsplit_once('/') {
            _ if module.is_empty() => PathBuf::new(),
            Some((folder, "mod.rs")) => folder.into(),
            _ => file.trim_end_matches(".rs").into(),
        };
        let mut children = BTreeSet::new();
        // Those that a macro declares, which exports of them what it likes.
        let mut by_macro = BTreeSet::new();
        if file.ends_with("mod.rs") {
            for entry in std::fs::read_dir(src.join(&folder)).expect("a module's folder can be read").flatten() {
                let name =
                    entry.path().file_stem().and_then(|name| name.to_str()).expect("names are ASCII").to_string();
                by_macro.extend((name != "mod").then_some(name));
            }
        }
        for window in tokens.windows(3) {
            match window {
                [keyword, name, end] if keyword == "mod" && end == ";" => {
                    by_macro.remove(name);
                    children.insert(name.clone());
                }
                [keyword, bang, name] if keyword == "macro_rules" && bang == "!" => {
                    self.aliases.insert(vec![name.clone()], joined(&module, name));
                }
                _ => {}
            }
        }
        let mut found: Vec<Module> = by_macro.iter().map(|child| joined(&module, child)).collect();
        children.append(&mut by_macro);
        // What a `use` calls by its last name, inline paths may begin with.
        let mut imported: BTreeMap<String, Module> = BTreeMap::new();
        let mut in_use = BTreeSet::new();
        for (i, _) in tokens.iter().enumerate().filter(|(_, token)| *token == "use") {
            let is_public = i > 0 && tokens[i - 1] == "pub";
            let mut named = Vec::new();
            let end = use_tree(&tokens, i + 1, &[], &mut named);
            in_use.extend(i..end);
            for path in named.iter().filter_map(|path| absolute(&module, &children, path)) {
                match path.last() {
                    Some(name) if is_public => _ = self.aliases.insert(joined(&module, name), path),
                    Some(name) => {
                        imported.insert(name.clone(), path.clone());
                        found.push(path);
                    }
                    None => {}
                }
            }
        }
        for i in (0..tokens.len()).filter(|i| !in_use.contains(i) && (*i == 0 || tokens[i - 1] != "::")) {
            let names = tokens[i..].chunks(2).take_while(|pair| pair.len() == 2 && pair[1] == "::").count();
            let path: Vec<String> = tokens[i..].iter().step_by(2).take(names + 1).cloned().collect();
            if names > 0 {
                found.extend(match imported.get(&path[0]) {
                    Some(target) => Some([target, &path[1..]].concat()),
                    None => absolute(&module, &children, &path),
                });
            }
        }
        self.paths.insert(module.clone(), found);
        for child in children {
            let name = folder.join(&child);
            let [flat, nested] = [name.with_extension("rs"), name.join("mod.rs")];
            let file = if src.join(&flat).exists() { flat } else { nested };
            self.add(src, joined(&module, &child), file.to_str().expect("names of files are ASCII").replace('\\', "/"));
        }
        self.files.insert(module, file);
    }

    /// The file that a path leads to, through re-exports. Nothing for what is exported by the root itself: names in it
    /// that are no module.
    fn file(&self, path: &[String]) -> Option<&str> {
        for end in (1..=path.len()).rev() {
            if let Some(file) = self.files.get(&path[..end]) {
                return Some(file);
            }
            if let Some(target) = self.aliases.get(&path[..end]) {
                return self.file(&[target, &path[end..]].concat());
            }
        }
        None
    }

    /// By file, those that it imports.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let targets = |module: &Module| -> BTreeSet<&str> {
            let own = self.files[module].as_str();
            self.paths[module].iter().filter_map(|path| self.file(path)).filter(|&file| file != own).collect()
        };
        self.files.iter().map(|(module, file)| (file.as_str(), targets(module))).collect()
    }
}

fn joined(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_string()]).collect()
}

/// A path from the crate's root, unless it begins in another crate or at a name that is no module.
fn absolute(module: &Module, children: &BTreeSet<String>, path: &[String]) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    let start = match first.as_str() {
        "crate" => &[],
        "super" => module.split_last()?.1,
        "self" => module,
        name if children.contains(name) => return Some([module.as_slice(), path].concat()),
        _ => return None,
    };
    Some([start, rest].concat())
}

/// Collects the paths of a `use` from its token `i` on. Returns the index of the token after them.
fn use_tree(tokens: &[String], mut i: usize, prefix: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens[i].as_str() {
            "{" => {
                while tokens[i] != "}" {
                    i += 1;
                    if tokens[i] != "}" {
                        i = use_tree(tokens, i, &path, paths);
                    }
                }
                return i + 1;
            }
            "," | "}" | ";" => {
                if path.len() > 1 && path.last().is_some_and(|name| name == "self") {
                    path.pop();
                }
                paths.push(path);
                return i;
            }
            "::" | "*" => {}
            "as" => i += 1,
            name => path.push(name.to_string()),
        }
        i += 1;
    }
}

/// Words, `::`, and other characters one by one; without comments, and without literals that could hold any of them.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default();
        let mut rest = code.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = match first {
                c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                c => c.len_utf8(),
            };
            let token: String = rest.drain(..length).collect();
            if !token.trim().is_empty() {
                tokens.push(token);
            }
        }
    }
    tokens
}

/// Files that import each other, each circle in order: those that are reachable from one another.
fn circles<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<Vec<&'a str>> {
    let reachable = |from: &'a str| {
        let mut seen = BTreeSet::new();
        let mut next = vec![from];
        while let Some(file) = next.pop() {
            next.extend(imports[file].iter().copied().filter(|&file| seen.insert(file)));
        }
        seen
    };
    let reachable: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|&file| (file, reachable(file))).collect();
    let in_circle = imports.keys().copied().filter(|&file| reachable[file].contains(file));
    in_circle
        .map(|file| reachable[file].iter().copied().filter(|&other| reachable[other].contains(file)).collect())
        .collect()
}

#[test]
fn circles_are_declared() {
    let all = Crate::read();
    let imports = all.imports();
    assert!(imports.len() > 100, "only {} files found", imports.len());
    for (of, expected) in [
        ("term/simplify.rs", "op/rules.rs"),
        ("transform/grad.rs", "term/builder.rs"),
        ("engine/tiles/execute.rs", "engine/loops/call.rs"),
        ("math/exp.rs", "lanes/mod.rs"),
        ("engine/jit/mod.rs", "engine/jit/module.rs"),
    ] {
        assert!(imports[of].contains(expected), "{of} imports {expected}, which was not noticed: {:?}", imports[of]);
    }
    let declared: BTreeSet<Vec<&str>> = DECLARED.into_iter().map(<[&str]>::to_vec).collect();
    let found = circles(&imports);
    let text = |circles: Vec<&Vec<&str>>| circles.iter().map(|circle| circle.join(" ")).collect::<Vec<_>>().join("\n");
    let (new, gone) = (found.difference(&declared).collect(), declared.difference(&found).collect());
    assert!(found == declared, "new circles:\n{}\ncircles that are no more:\n{}", text(new), text(gone));
}
