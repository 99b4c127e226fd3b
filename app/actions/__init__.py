"""The actions a diagram may call: each service task names one of them as its topic."""
