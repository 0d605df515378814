//! The smallest automaton that accepts the same texts.
//!
//! Acceptance is final here (a match anywhere is a match), so accepting states are one state. The built automaton
//! learns of a match one byte late; a state that cannot but accept accepts, which takes that byte back. Then Hopcroft
//! (1971), with the partition of Valmari and Lehtinen, and columns that do the same become one class.

use crate::program::records::Automaton;
use std::collections::BTreeMap;

/// An automaton as built; state 0 is the start. The last column is the end of the text.
pub struct Table {
    /// Column of each byte.
    pub classes: Vec<u8>,
    pub stride: usize,
    pub next: Vec<u32>,
    pub accepting: Vec<bool>,
}

impl Table {
    fn row(&self, state: usize) -> &[u32] {
        self.next.get(state * self.stride..(state + 1) * self.stride).unwrap_or_default()
    }

    fn accepts(&self, state: u32) -> bool {
        self.accepting.get(state as usize).copied().unwrap_or(false)
    }
}

/// The smallest equal automaton; nothing when it has more states than 16 bits can number.
pub fn minimize(mut table: Table) -> Option<Automaton> {
    accept_early(&mut table);
    absorb(&mut table);
    let blocks = refine(&table);
    let order = number(&table, &blocks)?;
    Some(assemble(&table, &blocks, &order))
}

/// Marks states that accept whatever follows.
fn accept_early(table: &mut Table) {
    loop {
        let early: Vec<usize> = (0..table.accepting.len())
            .filter(|state| !table.accepts(*state as u32) && table.row(*state).iter().all(|to| table.accepts(*to)))
            .collect();
        if early.is_empty() {
            return;
        }
        for state in early {
            if let Some(accepting) = table.accepting.get_mut(state) {
                *accepting = true;
            }
        }
    }
}

/// Makes each accepting state its own successor, and adds the dead state as the last, so that there always is one.
fn absorb(table: &mut Table) {
    let stride = table.stride;
    for (state, row) in table.next.chunks_mut(stride).enumerate() {
        if table.accepting.get(state) == Some(&true) {
            row.fill(state as u32);
        }
    }
    let dead = table.accepting.len() as u32;
    table.next.extend(std::iter::repeat_n(dead, stride));
    table.accepting.push(false);
}

/// States by block, blocks refined until no letter tells two members of one apart. Returns each state's block.
fn refine(table: &Table) -> Vec<u32> {
    let count = table.accepting.len();
    let mut partition = Partition::new(count);
    (0..count as u32).filter(|state| table.accepts(*state)).for_each(|state| partition.mark(state));
    partition.split(|_, _| {});

    let sources = inverse(table);
    let mut waiting: Vec<(u32, usize)> = Vec::new();
    for block in 0..partition.len() {
        waiting.extend((0..table.stride).map(|letter| (block, letter)));
    }
    while let Some((block, letter)) = waiting.pop() {
        let mut members: Vec<u32> = partition.members(block).to_vec();
        members.sort_unstable();
        for to in members {
            for from in sources.of(letter, to) {
                partition.mark(*from);
            }
        }
        partition.split(|_, new| waiting.extend((0..table.stride).map(|letter| (new, letter))));
    }
    partition.block
}

/// For each letter and state, the states from which the letter leads to it.
struct Sources {
    states: usize,
    start: Vec<u32>,
    from: Vec<u32>,
}

impl Sources {
    fn of(&self, letter: usize, to: u32) -> &[u32] {
        let at = letter * self.states + to as usize;
        let bound = |i: usize| self.start.get(i).copied().unwrap_or(0) as usize;
        self.from.get(bound(at)..bound(at + 1)).unwrap_or_default()
    }
}

fn inverse(table: &Table) -> Sources {
    let states = table.accepting.len();
    let mut edges: Vec<(u32, u32)> = Vec::with_capacity(table.next.len());
    for state in 0..states {
        for (letter, to) in table.row(state).iter().enumerate() {
            edges.push(((letter * states) as u32 + to, state as u32));
        }
    }
    edges.sort_unstable();
    let mut start = vec![0; states * table.stride + 1];
    for (key, _) in &edges {
        if let Some(count) = start.get_mut(*key as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for bound in &mut start {
        sum += *bound;
        *bound = sum;
    }
    Sources { states, start, from: edges.into_iter().map(|(_, from)| from).collect() }
}

/// A partition that can be refined: mark members, then split each block into marked and unmarked.
struct Partition {
    elements: Vec<u32>,
    place: Vec<u32>,
    block: Vec<u32>,
    /// Per block: first element, end, and how many are marked (they stand first).
    bounds: Vec<(u32, u32, u32)>,
    touched: Vec<u32>,
}

impl Partition {
    fn new(count: usize) -> Partition {
        let all: Vec<u32> = (0..count as u32).collect();
        Partition {
            elements: all.clone(),
            place: all,
            block: vec![0; count],
            bounds: vec![(0, count as u32, 0)],
            touched: Vec::new(),
        }
    }

    fn len(&self) -> u32 {
        self.bounds.len() as u32
    }

    fn members(&self, block: u32) -> &[u32] {
        let (first, end, _) = self.bounds.get(block as usize).copied().unwrap_or_default();
        self.elements.get(first as usize..end as usize).unwrap_or_default()
    }

    fn mark(&mut self, element: u32) {
        let Some(block) = self.block.get(element as usize).copied() else { return };
        let Some(place) = self.place.get(element as usize).copied() else { return };
        let Some((first, _, marked)) = self.bounds.get_mut(block as usize) else { return };
        let to = *first + *marked;
        if place < to {
            return;
        }
        if *marked == 0 {
            self.touched.push(block);
        }
        *marked += 1;
        self.elements.swap(place as usize, to as usize);
        for at in [place, to] {
            if let Some(moved) = self.elements.get(at as usize).copied()
                && let Some(slot) = self.place.get_mut(moved as usize)
            {
                *slot = at;
            }
        }
    }

    /// Splits every touched block; the smaller part is new, and `made` hears of it.
    fn split(&mut self, mut made: impl FnMut(u32, u32)) {
        for block in std::mem::take(&mut self.touched) {
            let new = self.bounds.len() as u32;
            let Some(bounds) = self.bounds.get_mut(block as usize) else { continue };
            let (first, end, marked) = *bounds;
            let middle = first + marked;
            bounds.2 = 0;
            if middle == end {
                continue;
            }
            let small = if marked <= end - middle { (first, middle) } else { (middle, end) };
            *bounds = if small.0 == first { (middle, end, 0) } else { (first, middle, 0) };
            for element in self.elements.get(small.0 as usize..small.1 as usize).unwrap_or_default() {
                if let Some(own) = self.block.get_mut(*element as usize) {
                    *own = new;
                }
            }
            self.bounds.push((small.0, small.1, 0));
            made(block, new);
        }
    }
}

/// Numbers of the blocks: dead first, accepting last, the others as they are met from the start.
struct Order {
    number: BTreeMap<u32, u16>,
    /// A state of each block, by number.
    states: Vec<usize>,
    accepting: u16,
}

fn number(table: &Table, blocks: &[u32]) -> Option<Order> {
    let block = |state: usize| blocks.get(state).copied().unwrap_or(0);
    let dead = table.accepting.len() - 1;
    let mut order = Order { number: BTreeMap::from([(block(dead), 0)]), states: vec![dead], accepting: 0 };
    let mut accepting = None;
    let mut queue = std::collections::VecDeque::from([0]);
    while let Some(state) = queue.pop_front() {
        if table.accepts(state as u32) {
            accepting = Some(state);
            continue;
        }
        if state != dead && !order.number.contains_key(&block(state)) {
            order.number.insert(block(state), u16::try_from(order.states.len()).ok()?);
            order.states.push(state);
            queue.extend(
                table.row(state).iter().map(|to| *to as usize).filter(|to| !order.number.contains_key(&block(*to))),
            );
        }
    }
    order.accepting = u16::try_from(order.states.len()).ok()?;
    if let Some(state) = accepting {
        order.number.insert(block(state), order.accepting);
        order.states.push(state);
    }
    Some(order)
}

fn assemble(table: &Table, blocks: &[u32], order: &Order) -> Automaton {
    let target = |state: usize| blocks.get(state).and_then(|block| order.number.get(block)).copied().unwrap_or(0);
    let column = |letter: usize| -> Vec<u16> {
        order.states.iter().map(|state| target(table.row(*state).get(letter).copied().unwrap_or(0) as usize)).collect()
    };
    let mut columns: Vec<Vec<u16>> = Vec::new();
    let mut merged: Vec<u8> = Vec::new();
    for letter in 0..table.stride - 1 {
        let own = column(letter);
        let at = columns.iter().position(|other| *other == own).unwrap_or(columns.len());
        if at == columns.len() {
            columns.push(own);
        }
        merged.push(at as u8);
    }
    columns.push(column(table.stride - 1));
    let classes = table.classes.iter().map(|class| merged.get(*class as usize).copied().unwrap_or(0)).collect();
    let next = (0..order.states.len())
        .flat_map(|state| columns.iter().map(move |column| column.get(state).copied().unwrap_or(0)))
        .collect();
    Automaton { classes, stride: columns.len() as u16, start: target(0), accepting: order.accepting, next }
}
