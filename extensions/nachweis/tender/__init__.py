"""The tender: requirements out to bidders, their answers in, compared, and into the contract."""
