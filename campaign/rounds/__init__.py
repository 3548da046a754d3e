"""What a worker does every so often beside publishing: rounds on threads of their own, courteous towards posts."""
