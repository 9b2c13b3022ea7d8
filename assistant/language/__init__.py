"""Any language model behind one interface: which one, whether it answers, and its replies as they come."""
