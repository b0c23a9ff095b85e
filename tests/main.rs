//! One test program, so that the whole of it links once. It is laid out as `src` is.
