mod calls;
mod day;
mod sign_in;
