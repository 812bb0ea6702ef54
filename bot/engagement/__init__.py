"""How an institution stands: the status machine, its history, the phone round."""
