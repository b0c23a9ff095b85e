mod calls;
mod customers;
mod day;
mod imports;
mod search;
mod messages;
mod sign_in;
