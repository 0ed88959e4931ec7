! text tick
! answer tick/who 2
! text keep
! text suspend
