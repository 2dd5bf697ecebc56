//! Work on all cores.

use super::ulp::Worst;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// The worst of `part(0)` to `part(parts - 1)`, which run on as many threads as there are cores. Says how far it is
/// if it takes long.
pub fn worst(parts: u64, part: impl Fn(u64) -> Worst + Sync) -> Worst {
    let next = AtomicU64::new(0);
    let start = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut worst = Worst::NONE;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= parts {
                return worst;
            }
            worst = worst.merge(part(index));
            if start.elapsed().as_secs() >= 5 && (index + 1).is_multiple_of(parts / 16) {
                eprintln!("... {} of 16 after {} s", (index + 1) / (parts / 16), start.elapsed().as_secs());
            }
        }
    };
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).fold(Worst::NONE, Worst::merge)
    })
}
