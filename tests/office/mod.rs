mod calls;
mod customers;
mod day;
mod imports;
mod messages;
mod search;
mod sign_in;
