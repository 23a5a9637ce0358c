// Runs step-ca with the configuration file that it is given, and prints a line once it is about to listen.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/smallstep/certificates/authority/config"
	"github.com/smallstep/certificates/ca"
)

func main() {
	configuration, err := config.LoadConfiguration(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	authority, err := ca.New(configuration, ca.WithQuiet(true), ca.WithPassword([]byte(os.Getenv("STEP_CA_PASSWORD"))))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	log.Fatal(authority.Run())
}
