//! Yagura.
