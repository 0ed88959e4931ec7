! text claim
! text bind
! answer bind/where 2
! text outlive
! text release
! wait 3
