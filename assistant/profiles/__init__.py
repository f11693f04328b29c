"""What a shopper lets the shop remember of them: theirs to see, correct, switch off and erase."""
