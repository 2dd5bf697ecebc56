//! How many elements a tile has: the tiles that are live at once share the L1 cache.

/// Elements of a tile, at most: as many as there are when few tiles are live.
const MAX_TILE: usize = 1024;
/// Elements of all live tiles together: they fit the L1 cache.
const ALL_TILES: usize = 8 * MAX_TILE;
/// Elements of a tile or a block, at least: they amortise the cost of a loop's start.
pub const MIN_TILE: usize = 64;

/// Elements of each tile when this number of tiles is live.
pub fn tile_elements(live: usize) -> usize {
    power_of_two_below(ALL_TILES / live.max(1)).clamp(MIN_TILE, MAX_TILE)
}

/// The largest power of two that is not above n, or 0.
pub fn power_of_two_below(n: usize) -> usize {
    if n == 0 {
        0
    } else {
        1 << n.ilog2()
    }
}
