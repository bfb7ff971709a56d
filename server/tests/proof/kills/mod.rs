//! The power goes: at any moment under load, in the middle of an import, and between any two steps that touch both stores.

mod agreement;
mod chance;
mod imports;
mod steps;
mod writes;
