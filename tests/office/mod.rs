mod calls;
mod customers;
mod day;
mod imports;
mod search;
mod sign_in;
